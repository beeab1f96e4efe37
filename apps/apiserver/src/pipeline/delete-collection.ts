import { isNotFound, newMethodNotAllowed } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import type { Selection } from '../cache/selection';
import { assertDeleteOptions, deleteObject } from './delete';
import type { RequestScope } from './request-scope';
import type { ListOptions } from './list-options';
import { listObjects, type ListPage } from './read';
import type { DeleteRequest } from './request';
import { isTurnOver, nextTurn } from './turns';

const IN_PARALLEL = 16;

/**
 * DELETE of a collection: all that match, each as if it were deleted alone. Answers them as they were last stored.
 * @throws StatusError 405 where there is no such thing, 422 for options that are none, whether anything matches or not.
 */
export async function deleteCollection(
  scope: RequestScope,
  request: DeleteRequest,
  selection: Selection,
  list: ListOptions,
): Promise<ListPage> {
  if (request.definition.deletedSingly) throw newMethodNotAllowed();
  assertDeleteOptions(request.options);
  const page = await listObjects(scope, request, selection, list);
  const queue = [...page.items];
  const deleted: StoredObject[] = [];
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      if (isTurnOver()) await nextTurn();
      const { namespace = '', name = '' } = item.object.metadata ?? {};
      try {
        const { stored } = await deleteObject(scope, { ...request, namespace, name });
        deleted.push(stored);
      } catch (error) {
        // Somebody else was faster, which is what was wanted.
        if (!isNotFound(error)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, work));
  return { ...page, items: deleted };
}
