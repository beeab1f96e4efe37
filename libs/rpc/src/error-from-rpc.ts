import { status, type ServiceError } from '@grpc/grpc-js';
import { statusError, StatusError, statusErrorFrom } from '@kubets/apimachinery';
import type { Status } from '@kubets/proto-gen/meta/v1';
import { reasonOfGrpcCode } from './grpc-codes';
import { STATUS_METADATA_KEY } from './status-metadata';

/** nginx's code for a request whose client went away; Kubernetes has none of its own. */
const CLIENT_CLOSED_REQUEST = 499;

/** The StatusError inside a gRPC error; transport failures become ServiceUnavailable (503), deadlines Timeout (504), cancelled calls 499. */
export function statusErrorFromRpc(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  if (isAbort(error)) return cancelled('the request was cancelled by the caller');
  if (!isServiceError(error)) return statusErrorFrom(error);
  const sent = error.metadata?.get(STATUS_METADATA_KEY)[0];
  if (sent !== undefined) return new StatusError(JSON.parse(sent.toString()) as Status, { cause: error });
  if (error.code === status.CANCELLED) return cancelled(error.details);
  return statusError(reasonOfGrpcCode[error.code] ?? 'InternalError', error.details || error.message);
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && typeof (error as Partial<ServiceError>).code === 'number' && 'details' in error;
}

const isAbort = (error: unknown): boolean => (error as Partial<Error> | undefined)?.name === 'AbortError';

const cancelled = (message: string): StatusError =>
  new StatusError({ code: CLIENT_CLOSED_REQUEST, reason: 'ClientClosedRequest', message });
