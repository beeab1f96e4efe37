import { fieldErrors, FieldPath, isNotFound, newInvalid, newMethodNotAllowed } from '@kubets/apimachinery';
import type { Selection } from '../cache/selection';
import { assertDeleteOptions, DELETE_OPTIONS, deleteObject, UNSAFE } from './delete';
import type { RequestScope } from './request-scope';
import type { ListOptions } from './list-options';
import { listObjects, type ListPage } from './read';
import type { DeleteRequest } from './request';
import { isTurnOver, nextTurn } from './turns';

const IN_PARALLEL = 16;

/**
 * DELETE of a collection: all that match, each as if it were deleted alone. Answers them as they were before.
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
  if (request.options[UNSAFE]) {
    const detail = 'is not allowed with DELETECOLLECTION, try again after removing the option';
    throw newInvalid(DELETE_OPTIONS, '', [fieldErrors.invalid(FieldPath.of(UNSAFE), true, detail)]);
  }
  const page = await listObjects(scope, request, selection, exactly(list));
  const { items } = page;
  const failures: { index: number; error: unknown }[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      if (isTurnOver()) await nextTurn();
      const { namespace = '', name = '' } = items[index]!.object.metadata ?? {};
      try {
        await deleteObject(scope, { ...request, namespace, name }, { isOfMany: true });
      } catch (error) {
        // Somebody else was faster, which is what was wanted.
        if (!isNotFound(error)) failures.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, work));
  // As if one had gone after the other.
  const [first] = failures.sort((left, right) => left.index - right.index);
  if (first) throw first.error;
  return page;
}

/** It goes by pages, in which a resourceVersion has always meant exactly that one. */
function exactly(list: ListOptions): ListOptions {
  const { resourceVersion, resourceVersionMatch } = list;
  const isExact = resourceVersionMatch === '' && !['', '0'].includes(resourceVersion);
  return isExact ? { ...list, resourceVersionMatch: 'Exact' } : list;
}
