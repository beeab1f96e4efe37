import type { StatusReason } from '@kubets/apimachinery';

/** gRPC's codes. @see https://grpc.io/docs/guides/status-codes/ */
export const GRPC = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** gRPC's code for each of Kubernetes' reasons. */
export const GRPC_CODE_OF_REASON: Record<StatusReason, number> = {
  Unauthorized: GRPC.UNAUTHENTICATED,
  Forbidden: GRPC.PERMISSION_DENIED,
  NotFound: GRPC.NOT_FOUND,
  AlreadyExists: GRPC.ALREADY_EXISTS,
  Conflict: GRPC.ABORTED,
  Gone: GRPC.OUT_OF_RANGE,
  Expired: GRPC.OUT_OF_RANGE,
  Invalid: GRPC.INVALID_ARGUMENT,
  BadRequest: GRPC.INVALID_ARGUMENT,
  NotAcceptable: GRPC.INVALID_ARGUMENT,
  UnsupportedMediaType: GRPC.INVALID_ARGUMENT,
  RequestEntityTooLarge: GRPC.RESOURCE_EXHAUSTED,
  TooManyRequests: GRPC.RESOURCE_EXHAUSTED,
  MethodNotAllowed: GRPC.UNIMPLEMENTED,
  Timeout: GRPC.DEADLINE_EXCEEDED,
  ServerTimeout: GRPC.UNAVAILABLE,
  ServiceUnavailable: GRPC.UNAVAILABLE,
  StorageReadError: GRPC.INTERNAL,
  InternalError: GRPC.INTERNAL,
};

/** The reason that is assumed when a server sent only a gRPC code. */
export const REASON_OF_GRPC_CODE: Partial<Record<number, StatusReason>> = {
  [GRPC.UNAUTHENTICATED]: 'Unauthorized',
  [GRPC.PERMISSION_DENIED]: 'Forbidden',
  [GRPC.NOT_FOUND]: 'NotFound',
  [GRPC.ALREADY_EXISTS]: 'AlreadyExists',
  [GRPC.ABORTED]: 'Conflict',
  [GRPC.FAILED_PRECONDITION]: 'Conflict',
  [GRPC.OUT_OF_RANGE]: 'Expired',
  [GRPC.INVALID_ARGUMENT]: 'BadRequest',
  [GRPC.RESOURCE_EXHAUSTED]: 'TooManyRequests',
  [GRPC.UNIMPLEMENTED]: 'MethodNotAllowed',
  [GRPC.DEADLINE_EXCEEDED]: 'Timeout',
  [GRPC.UNAVAILABLE]: 'ServiceUnavailable',
};
