import { status } from '@grpc/grpc-js';
import type { StatusReason } from '@kubets/apimachinery';

/** gRPC's code for each of Kubernetes' reasons. */
export const grpcCodeOfReason: Record<StatusReason, status> = {
  Unauthorized: status.UNAUTHENTICATED,
  Forbidden: status.PERMISSION_DENIED,
  NotFound: status.NOT_FOUND,
  AlreadyExists: status.ALREADY_EXISTS,
  Conflict: status.ABORTED,
  Gone: status.OUT_OF_RANGE,
  Expired: status.OUT_OF_RANGE,
  Invalid: status.INVALID_ARGUMENT,
  BadRequest: status.INVALID_ARGUMENT,
  NotAcceptable: status.INVALID_ARGUMENT,
  UnsupportedMediaType: status.INVALID_ARGUMENT,
  RequestEntityTooLarge: status.RESOURCE_EXHAUSTED,
  TooManyRequests: status.RESOURCE_EXHAUSTED,
  MethodNotAllowed: status.UNIMPLEMENTED,
  Timeout: status.DEADLINE_EXCEEDED,
  ServerTimeout: status.UNAVAILABLE,
  ServiceUnavailable: status.UNAVAILABLE,
  StorageReadError: status.INTERNAL,
  InternalError: status.INTERNAL,
};

/** The reason that is assumed when a server sent only a gRPC code. */
export const reasonOfGrpcCode: Partial<Record<status, StatusReason>> = {
  [status.UNAUTHENTICATED]: 'Unauthorized',
  [status.PERMISSION_DENIED]: 'Forbidden',
  [status.NOT_FOUND]: 'NotFound',
  [status.ALREADY_EXISTS]: 'AlreadyExists',
  [status.ABORTED]: 'Conflict',
  [status.FAILED_PRECONDITION]: 'Conflict',
  [status.OUT_OF_RANGE]: 'Expired',
  [status.INVALID_ARGUMENT]: 'BadRequest',
  [status.RESOURCE_EXHAUSTED]: 'TooManyRequests',
  [status.UNIMPLEMENTED]: 'MethodNotAllowed',
  [status.DEADLINE_EXCEEDED]: 'Timeout',
  [status.UNAVAILABLE]: 'ServiceUnavailable',
};
