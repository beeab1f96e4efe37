import { newConflict, newNotFound, newServiceUnavailable } from '@kubets/apimachinery';
import { objectKeyOf, StoreUnavailableError, UnreadableObjectError, type KeyValue } from '@kubets/store';
import { invalidObject } from './invalid-object';
import type { DeleteRequest } from './request';
import { groupResourceOf, type RequestScope } from './request-scope';
import { requestInfoOf } from './requested-verb';

const ATTEMPTS = 8;

/**
 * DELETE of what lies in the store and is no object any more: nothing is known of it, so neither preconditions nor finalizers
 * nor admission are asked. The right to delete is not enough. @throws StatusError 403; 404; 409 when the object can be read.
 */
export async function deleteUnreadable(scope: RequestScope, request: DeleteRequest): Promise<void> {
  const { definition, namespace, name, options } = request;
  const { group, plural } = definition;
  await request.authorize({ ...requestInfoOf({ ...request, verb: 'unsafe-delete-ignore-read-errors' }), name });
  const key = objectKeyOf({ group, plural, namespace, name });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { item } = await storeCall(() => scope.store.get(key));
    if (!item) throw newNotFound(groupResourceOf(definition), name);
    assertUnreadable(scope, request, item);
    if (options.dryRun?.length) return;
    const expect = [{ key, revision: item.revision }];
    const result = await storeCall(() => scope.store.commit({ expect, puts: [], deletes: [key] }));
    if (result.committed) return;
  }
  throw newConflict(groupResourceOf(definition), name);
}

function assertUnreadable({ cache }: RequestScope, { definition }: DeleteRequest, item: KeyValue): void {
  try {
    cache.read(item.key, item.value, item.revision);
  } catch (error) {
    if (error instanceof UnreadableObjectError) return;
    throw error;
  }
  throw invalidObject(definition, item, 'unsafe deletion is not allowed because the object is decodable from storage');
}

async function storeCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof StoreUnavailableError ? newServiceUnavailable(error.message) : error;
  }
}
