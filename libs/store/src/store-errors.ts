import { isRecoverableError } from 'etcd3';
import { CompactedError, FutureRevisionError, StoreUnavailableError, TooLargeError } from './store';

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
  return isRecoverableError(error) ? undefined : error;
}
