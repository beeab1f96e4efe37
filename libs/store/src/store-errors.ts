import { GRPC, GrpcError } from '@kubets/rpc';
import { isRecoverableError } from 'etcd3';
import { CompactedError, FutureRevisionError, StoreUnavailableError, TooLargeError } from './store';

/** Of a server that was not reached, or is not able to answer just now. */
const TRANSIENT: ReadonlySet<number> = new Set([
  GRPC.CANCELLED,
  GRPC.UNKNOWN,
  GRPC.DEADLINE_EXCEEDED,
  GRPC.RESOURCE_EXHAUSTED,
  GRPC.ABORTED,
  GRPC.INTERNAL,
  GRPC.UNAVAILABLE,
]);

/** Whether a call may be answered when it is made again, here or elsewhere. */
export const isTransient = ({ code }: GrpcError): boolean => TRANSIENT.has(code);

/** etcd's answer as one of the store's errors; undefined for what is worth trying again. */
export function finalStoreError(error: Error): Error | undefined {
  const { message } = error;
  if (message.includes('has been compacted')) return new CompactedError();
  if (message.includes('is a future revision')) return new FutureRevisionError();
  // The latter is said by gRPC, before etcd has looked at it.
  if (message.includes('request is too large') || message.includes('received message larger than max'))
    return new TooLargeError();
  // Not enough space for writes: waiting does not help, an operator has to act.
  if (message.includes('database space exceeded')) return new StoreUnavailableError(message, { cause: error });
  if (error instanceof GrpcError)
    return isTransient(error) ? undefined : new Error(`etcd: ${message}`, { cause: error });
  return isRecoverableError(error) ? undefined : error;
}
