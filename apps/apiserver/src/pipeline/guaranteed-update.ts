import {
  equalSteps,
  newNotFound,
  newServiceUnavailable,
  newTooManyRequests,
  type KubeObject,
} from '@kubets/apimachinery';
import {
  canonicalSteps,
  objectKeyOf,
  parseForeignSteps,
  StoredObject,
  StoreUnavailableError,
  type KeyValue,
} from '@kubets/store';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { commitObject } from './commit';
import { completeObject } from './default-object';
import { groupResourceOf, type RequestScope } from './request-scope';
import type { ResourceRequest } from './request';
import { requestedObject } from './requested-version';
import { giveTurn, inTurns } from './turns';

const ATTEMPTS = 64;

export interface TryUpdateResult {
  /** What to store, in storage version; absent deletes the object. */
  object?: KubeObject;
  /** What a deleted object was in the end, where that is not what is stored of it. */
  last?: KubeObject;
}

export interface GuaranteedUpdate {
  dryRun: boolean;
  isApply?: boolean;
  /**
   * Turns the stored state into the wanted one; called again with the latest state after a lost race, and after an
   * error if the cached state turns out to be stale. `old.object` is shared: copy before changing.
   */
  tryUpdate(old: StoredObject): Promise<TryUpdateResult> | TryUpdateResult;
  /** Called when the object does not exist; throws NotFound unless given. */
  createInstead?(): Promise<StoredObject>;
}

export interface UpdateOutcome {
  stored: StoredObject;
  /** `unchanged`: the wanted state was there already and nothing was written. */
  effect: 'created' | 'updated' | 'unchanged' | 'deleted';
}

/** Read, change, compare-and-swap, until it holds. Starts from the cache, so that the usual update costs one round trip. */
export async function guaranteedUpdate(
  scope: RequestScope,
  request: ResourceRequest,
  update: GuaranteedUpdate,
): Promise<UpdateOutcome> {
  const { definition, namespace, name } = request;
  const key = objectKeyOf({ group: definition.group, plural: definition.plural, namespace, name });
  let old = scope.cache.stored(definition, namespace, name);
  let isFresh = false;
  const refresh = async () => {
    old = await readFresh(scope, request, old);
    isFresh = true;
  };

  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (!old && !isFresh) await refresh();
    if (!old) {
      if (!update.createInstead) throw newNotFound(groupResourceOf(definition), name);
      return { stored: await update.createInstead(), effect: 'created' };
    }
    let from: StoredObject = old;
    let tried: TryUpdateResult;
    try {
      from = await requestedObject(definition, from);
      await inTurns(from.read());
      tried = await update.tryUpdate(from);
    } catch (error) {
      if (isFresh) throw error;
      await refresh();
      if (old?.revision === from.revision) throw error;
      continue;
    }
    const { object, last } = tried;
    await giveTurn();
    if (object) await inTurns(completeObject(object, definition));
    if (object && !scope.store.isStale?.(key) && (await isUnchanged(object, from))) {
      if (isFresh || update.dryRun) return { stored: from, effect: 'unchanged' };
      await refresh();
      // Only now it may be known that it lies there encrypted with another key.
      if (old?.revision === from.revision && !scope.store.isStale?.(key)) return { stored: from, effect: 'unchanged' };
      continue;
    }
    const result = await commitObject(scope, request, {
      definition,
      key,
      object,
      old: from,
      dryRun: update.dryRun,
      isApply: update.isApply ?? false,
    });
    if (result.done) return { stored: await asItWas(result.stored, last), effect: object ? 'updated' : 'deleted' };
    const { current } = result;
    old = current && (await asStored(scope, request, current));
    isFresh = true;
  }
  throw newTooManyRequests(`${definition.plural} "${name}" changes faster than it can be updated, please try again`);
}

/**
 * The wanted object carries the resourceVersion of the state it was made from, if any. What lies in the store in another
 * version is written in any case, as in Kubernetes: so a PUT of what there is brings it to the storage version.
 */
async function isUnchanged(object: KubeObject, old: StoredObject): Promise<boolean> {
  if (old.isConverted) return false;
  const { managedFields, ...rest } = object.metadata ?? {};
  const { managedFields: oldFields, ...oldMetadata } = old.object.metadata ?? {};
  const metadata = { ...rest, resourceVersion: String(old.revision) };
  // From what is small and shows most changes to what is as large as all the rest and only follows from them.
  return (
    (await inTurns(equalSteps(metadata, oldMetadata))) &&
    (await inTurns(equalSteps({ ...object, metadata: undefined }, { ...old.object, metadata: undefined }))) &&
    (await inTurns(equalSteps(timeless(managedFields), timeless(oldFields))))
  );
}

async function asItWas(stored: StoredObject, last: KubeObject | undefined): Promise<StoredObject> {
  if (!last) return stored;
  return StoredObject.fromValue(stored.key, await inTurns(canonicalSteps(last)), stored.revision);
}

/** That somebody set once more what was theirs already is no change. */
const timeless = (entries: ManagedFieldsEntry[] | undefined): object[] | undefined =>
  entries?.map(({ time: _time, ...entry }) => entry);

/** What is known already is not read once more: to parse a large object takes long. */
async function readFresh(
  scope: RequestScope,
  request: ResourceRequest,
  known: StoredObject | undefined,
): Promise<StoredObject | undefined> {
  const { definition, namespace, name } = request;
  const key = objectKeyOf({ group: definition.group, plural: definition.plural, namespace, name });
  try {
    const { item } = await scope.store.get(key);
    if (item && item.revision === known?.revision) return known;
    return item && (await asStored(scope, request, item));
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw newServiceUnavailable(error.message);
    throw error;
  }
}

/** What the store holds, which the cache may have by now. */
async function asStored(
  { cache }: RequestScope,
  { definition, namespace, name }: ResourceRequest,
  { key, value, revision }: KeyValue,
): Promise<StoredObject> {
  const cached = cache.stored(definition, namespace, name);
  if (cached?.revision === revision) return cached;
  return cache.read(key, value, revision, await inTurns(parseForeignSteps(key, value)));
}
