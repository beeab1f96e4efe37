import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { STATUS_CODES, statusErrorFrom, type StatusReason } from '@kubets/apimachinery';
import { GRPC, GRPC_CODE_OF_REASON } from './grpc-codes';
import { statusMetadata } from './status-metadata';

/** Any error as gRPC shows it: code, message, `kubets-status-bin` and `grpc-status-details-bin` trailers. */
export function rpcErrorFromStatus(error: unknown): ServiceError {
  if (isServiceError(error)) return error.metadata ? error : Object.assign(error, { metadata: new Metadata() });
  const statusError = statusErrorFrom(error);
  const code =
    statusError.reason in STATUS_CODES
      ? GRPC_CODE_OF_REASON[statusError.reason as StatusReason]
      : codeOfHttp(statusError.code);
  const details = statusError.message;
  return Object.assign(new Error(details, { cause: error }), {
    code,
    details,
    metadata: statusMetadata(code, statusError.status),
  });
}

/** grpc-js takes plain objects with a code and details as errors, too. */
function isServiceError(error: unknown): error is ServiceError {
  return (
    typeof error === 'object' &&
    error !== null &&
    typeof (error as Partial<ServiceError>).code === 'number' &&
    'details' in error
  );
}

function codeOfHttp(httpCode: number): number {
  if (httpCode >= 500) return GRPC.INTERNAL;
  return httpCode === 499 ? GRPC.CANCELLED : GRPC.INVALID_ARGUMENT;
}
