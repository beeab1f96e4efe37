import { statusError, StatusError, statusErrorFrom } from '@kubets/apimachinery';
import type { Status } from '@kubets/proto-gen/meta/v1';
import { GRPC, REASON_OF_GRPC_CODE } from './grpc-codes';
import { GrpcError } from './grpc-error';
import { STATUS_TRAILER } from './trailers';

/** nginx's code for a request whose client went away; Kubernetes has none of its own. */
const CLIENT_CLOSED_REQUEST = 499;

/** The StatusError inside a gRPC error; transport failures become ServiceUnavailable (503), deadlines Timeout (504), cancelled calls 499. */
export function statusErrorFromRpc(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  if (isAbort(error)) return cancelled('the request was cancelled by the caller');
  if (!(error instanceof GrpcError)) return statusErrorFrom(error);
  const sent = error.trailer(STATUS_TRAILER);
  if (sent !== undefined) return new StatusError(JSON.parse(sent.toString()) as Status, { cause: error });
  if (error.code === GRPC.CANCELLED) return cancelled(error.details);
  return statusError(REASON_OF_GRPC_CODE[error.code] ?? 'InternalError', error.details || error.message);
}

const isAbort = (error: unknown): boolean => (error as Partial<Error> | undefined)?.name === 'AbortError';

const cancelled = (message: string): StatusError =>
  new StatusError({ code: CLIENT_CLOSED_REQUEST, reason: 'ClientClosedRequest', message });
