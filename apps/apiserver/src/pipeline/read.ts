import {
  newBadRequest,
  newExpired,
  newNotFound,
  newServiceUnavailable,
  newTooLargeRevision,
  StatusError,
} from '@kubets/apimachinery';
import type { Cancellation } from '@kubets/component';
import { CompactedError, FutureRevisionError, StoreUnavailableError, type StoredObject } from '@kubets/store';
import type { Selection } from '../cache/selection';
import { encodeContinue, parseContinue, type ContinueToken } from './continue-token';
import { computedObject, computedObjects } from './computed';
import { groupResourceOf, type RequestScope } from './request-scope';
import { resourceVersionProblem } from './go-integer';
import type { ListOptions } from './list-options';
import type { Target } from './request';
import { requestedObject, requestedObjects } from './requested-version';
import { filterInTurns } from './turns';

/** Whoever asks may leave before there is an answer. */
type Read = Target & { signal?: Cancellation };

/** GET of one object. With resourceVersion the cache is good enough; without, the answer is as fresh as etcd. */
export async function getObject(scope: RequestScope, target: Read, resourceVersion = ''): Promise<StoredObject> {
  const { definition, namespace, name } = target;
  if (definition.computed) return computedObject(scope, target);
  const problem = resourceVersionProblem(resourceVersion);
  if (problem) throw newBadRequest(problem);
  await beFresh(scope, resourceVersion);
  const stored = scope.cache.stored(definition, namespace, name);
  if (!stored) throw newNotFound(groupResourceOf(definition), name);
  return requestedObject(definition, stored);
}

/** Waits until the cache is as new as a reader with this resourceVersion demands. */
export async function beFresh(scope: RequestScope, resourceVersion: string): Promise<void> {
  if (resourceVersion === '0') return;
  try {
    if (resourceVersion === '') await scope.cache.catchUp();
    else await scope.cache.waitFor(Number(resourceVersion));
  } catch (error) {
    throw statusOfStoreError(error);
  }
}

export interface ListPage {
  items: StoredObject[];
  /** What the list's metadata says. */
  resourceVersion: number;
  continue?: string;
  remainingItemCount?: number;
}

/** One page of a list, all pages of which show the state at one revision. */
export async function listObjects(
  scope: RequestScope,
  target: Read,
  selection: Selection,
  options: ListOptions,
): Promise<ListPage> {
  if (target.definition.computed) return { items: await computedObjects(scope, target, selection), resourceVersion: 0 };
  const page = await pageOfList(scope, target, selection, options);
  return target.definition.conversion
    ? { ...page, items: await requestedObjects(target.definition, page.items) }
    : page;
}

async function pageOfList(
  scope: RequestScope,
  target: Target,
  selection: Selection,
  options: ListOptions,
): Promise<ListPage> {
  const limit = Math.max(0, options.limit);
  await scope.cache.resource(target.definition).indexes.prepare(selection);
  if (options.continue) {
    const token = parseContinue(options.continue);
    if (token.revision > 0) return pageAt(scope, target, selection, limit, token);
    await beFresh(scope, '');
    return pageFromCache(scope, target, selection, limit, { ...token, revision: scope.cache.revision });
  }
  if (options.resourceVersionMatch === 'Exact') {
    return pageAt(scope, target, selection, limit, { revision: Number(options.resourceVersion), from: '' });
  }
  await beFresh(scope, options.resourceVersion);
  // As in Kubernetes, a client that takes whatever the cache has gets all of it.
  const wanted = options.resourceVersion === '0' ? 0 : limit;
  return pageFromCache(scope, target, selection, wanted, { revision: scope.cache.revision, from: '' });
}

/** From the cache as long as the resource has not changed since that revision, else from etcd's history. */
async function pageAt(
  scope: RequestScope,
  target: Target,
  selection: Selection,
  limit: number,
  token: ContinueToken,
): Promise<ListPage> {
  const { latest } = scope.cache.resource(target.definition).changes;
  const { revision, compactedRevision } = scope.cache;
  if (latest <= token.revision && compactedRevision <= token.revision && token.revision <= revision)
    return pageFromCache(scope, target, selection, limit, token);
  if (token.revision > Number.MAX_SAFE_INTEGER) throw newTooLargeRevision(token.revision, scope.cache.revision);
  try {
    return await pageFromStore(scope, target, selection, limit, token);
  } catch (error) {
    if (error instanceof CompactedError)
      throw token.from ? expiredContinue(token) : newExpired('The resourceVersion for the provided list is too old.');
    if (error instanceof FutureRevisionError) throw newTooLargeRevision(token.revision, scope.cache.revision);
    throw statusOfStoreError(error);
  }
}

async function pageFromCache(
  scope: RequestScope,
  { definition }: Target,
  selection: Selection,
  limit: number,
  token: ContinueToken,
): Promise<ListPage> {
  const { objects, indexes } = scope.cache.resource(definition);
  const from = token.from ? selection.prefix + token.from : selection.prefix;
  const selected = selection.key ? undefined : indexes.select(selection, from);
  const inRange = selection.key
    ? oneOf(objects.get(selection.key))
    : (selected ?? objects.range(selection.prefix, from));
  const matching =
    selection.isFiltered && !selected
      ? await matchesOf(await requestedObjects(definition, inRange), selection, limit)
      : inRange;
  return pageOf(matching, selection, limit, token.revision, matching.length);
}

/** One more than a page, to know whether there is another. */
function matchesOf(objects: StoredObject[], selection: Selection, limit: number): Promise<StoredObject[]> {
  return filterInTurns(objects, (object) => selection.matches(object), limit > 0 ? limit + 1 : Infinity);
}

const oneOf = (object: StoredObject | undefined): StoredObject[] => (object ? [object] : []);

/** How many keys are read at once while looking for matches of a selector. */
const SCAN = 500;

async function pageFromStore(
  { store, cache }: RequestScope,
  { definition }: Target,
  selection: Selection,
  limit: number,
  { revision, from }: ContinueToken,
): Promise<ListPage> {
  const items: StoredObject[] = [];
  // One more than the page, to know whether there is another.
  const chunk = limit === 0 || selection.isFiltered ? SCAN : limit + 1;
  for (let next = from && selection.prefix + from; ;) {
    const read = await store.list(selection.prefix, { limit: chunk, revision, ...(next ? { from: next } : {}) });
    const objects = read.items.flatMap(({ key, value, revision: changed }) => {
      try {
        return [cache.read(key, value, changed)];
      } catch {
        // The cache, which holds what there is now, has told of it.
        return [];
      }
    });
    const shown = selection.isFiltered ? await requestedObjects(definition, objects) : objects;
    for (const object of await filterInTurns(shown, (one) => selection.matches(one))) items.push(object);
    if (read.remaining === 0 || (limit > 0 && items.length > limit))
      return pageOf(items, selection, limit, revision, items.length + read.remaining);
    next = `${read.items[read.items.length - 1]!.key}\0`;
  }
}

/** `total` counts the matches from here on; with a selector nobody knows it. */
function pageOf(found: StoredObject[], selection: Selection, limit: number, revision: number, total: number): ListPage {
  if (limit === 0 || found.length <= limit) return { items: found, resourceVersion: revision };
  const items = found.slice(0, limit);
  return {
    items,
    resourceVersion: revision,
    continue: encodeContinue({ revision, from: `${items[limit - 1]!.key.slice(selection.prefix.length)}\0` }),
    ...(selection.isFiltered ? {} : { remainingItemCount: total - limit }),
  };
}

const EXPIRED_CONTINUE =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

function expiredContinue({ from }: ContinueToken): StatusError {
  const { status } = newExpired(EXPIRED_CONTINUE);
  return new StatusError({ ...status, metadata: { continue: encodeContinue({ revision: -1, from }) } });
}

function statusOfStoreError(error: unknown): unknown {
  return error instanceof StoreUnavailableError ? newServiceUnavailable(error.message) : error;
}
