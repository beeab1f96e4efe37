import { setTimeout as sleep } from 'node:timers/promises';
import { newServerTimeout, newTooLargeRevision, type KubeObject } from '@kubets/apimachinery';
import {
  CLAIMS_PREFIX,
  claimKey,
  CompactedError,
  objectKeyOf,
  REGISTRY_PREFIX,
  resourcePrefix,
  resourcePrefixOf,
  StoredObject,
  type KeyValue,
  type Store,
  type StoreEvent,
} from '@kubets/store';
import type { ObjectReader, ResourceKey } from '../registry/object-reader';
import { createExpectedWrites } from './expected-writes';
import {
  createResourceCache,
  readForeign,
  type ReadStored,
  type ReportProblem,
  type ResourceCache,
} from './resource-cache';
import { createSeenRevision } from './seen-revision';
import { sharedCall } from './shared-call';

/** Kubernetes' own patience with a cache that is behind. */
const CATCH_UP_TIMEOUT_MS = 3_000;
const FILL_PAGE = 5_000;
const REFILL_PAUSE_MS = 500;
const TRIM_INTERVAL_MS = 15_000;

export interface WatchCacheLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Everything in the store, in memory, fed by one watch. */
export interface WatchCache extends ObjectReader {
  /** Fills the cache and follows the store until the signal. Resolves once the cache is filled. */
  start(signal: AbortSignal): Promise<void>;
  readonly isFilled: boolean;
  /** The last revision seen. */
  readonly revision: number;
  /** Lists as of an older revision are not to be had any more, though nothing may have changed since. */
  readonly compactedRevision: number;
  compacted(revision: number): void;
  resource(resource: ResourceKey): ResourceCache;
  /** Lets go of all objects of a resource and ends its watches; what happens to them is not followed any more. */
  forget(resource: ResourceKey): void;
  /** False after {@link forget}. */
  follows(resource: ResourceKey): boolean;
  /** Follows the resource again. Resolves when the cache holds its objects and is as new as they are. @throws what the store throws. */
  recall(resource: ResourceKey): Promise<void>;
  /** Reads the resource's objects anew, as they are to be read otherwise now; until then those that are there stay. @throws what the store throws. */
  reread(resource: ResourceKey): Promise<void>;
  stored(resource: ResourceKey, namespace: string, name: string): StoredObject | undefined;
  /**
   * Tells what is about to be written, so that its bytes need not be parsed when they come back: the object is nobody's to
   * change once they have. Undone by the function that is returned.
   */
  expect(key: string, value: Buffer, object: KubeObject): () => void;
  /** What bytes in the store are. @throws UnreadableObjectError when they are no object. */
  read: ReadStored;
  /** Whether the claim key is held by some object. */
  isClaimed(claim: string): boolean;
  /** Resolves when everything that was acknowledged to any client before the call is in the cache. */
  catchUp(): Promise<void>;
  /** Resolves when the cache has seen the revision. @throws StatusError 504 when it does not come in time. */
  waitFor(revision: number): Promise<void>;
}

/** `read` knows in which version objects are read, whatever version they were stored in. */
export function createWatchCache(store: Store, log: WatchCacheLog, read: ReadStored = readForeign): WatchCache {
  const resources = new Map<string, ResourceCache>();
  const claims = new Set<string>();
  /** Prefixes of what is not followed; while one is being read again, its events wait here. */
  const forgotten = new Map<string, StoreEvent[] | undefined>();
  /** Prefixes whose earlier objects are served until they have been read again. */
  const rereading = new Set<string>();
  /** Of resources that were read after the watch began: events up to then are in what was read. */
  const readAt = new Map<string, number>();
  const expected = createExpectedWrites();
  const seen = createSeenRevision();
  const latestRevision = sharedCall(() => store.currentRevision());
  let isFilled = false;
  let compactedRevision = 0;

  const report: ReportProblem = (key, error) =>
    log.warn({ key, error: (error as Error).message }, 'An object in the store is left out');

  function cacheOf(prefix: string): ResourceCache {
    let cache = resources.get(prefix);
    if (!cache) {
      cache = createResourceCache(Date.now, report, readOrExpected);
      cache.reset([], seen.revision);
      resources.set(prefix, cache);
    }
    return cache;
  }

  function readOrExpected(key: string, value: Buffer, revision: number): StoredObject {
    const object = expected.take(key, value);
    return object ? StoredObject.fromWritten(key, value, revision, object) : read(key, value, revision);
  }

  function apply(events: StoreEvent[]): void {
    for (const event of events) {
      const { key, value } = event;
      if (key.startsWith(CLAIMS_PREFIX)) {
        if (value) claims.add(key);
        else claims.delete(key);
      } else {
        const prefix = resourcePrefixOf(key);
        if (prefix) applyTo(prefix, event);
        if (!value) expected.forget(key);
      }
      // Followers of the next event of this batch may have a higher revision: what was seen moves with each.
      seen.advance(event.revision);
    }
  }

  function applyTo(prefix: string, event: StoreEvent): void {
    if (forgotten.has(prefix)) forgotten.get(prefix)?.push(event);
    else if (event.revision > (readAt.get(prefix) ?? 0)) cacheOf(prefix).apply(event);
  }

  async function recall(prefix: string): Promise<void> {
    if (!forgotten.has(prefix)) return;
    const waiting: StoreEvent[] = [];
    forgotten.set(prefix, waiting);
    let found: Awaited<ReturnType<typeof readAll>>;
    try {
      found = await readAll(prefix);
    } catch (error) {
      if (forgotten.get(prefix) === waiting) forgotten.set(prefix, undefined);
      throw error;
    }
    const { items, revision } = found;
    // Forgotten once more meanwhile, or read with everything else.
    if (forgotten.get(prefix) !== waiting) return;
    cacheOf(prefix).reset(items.flatMap(settled), revision);
    readAt.set(prefix, revision);
    forgotten.delete(prefix);
    for (const event of waiting) applyTo(prefix, event);
    if (!(await seen.reached(revision, CATCH_UP_TIMEOUT_MS))) throw newTooLargeRevision(revision, seen.revision);
  }

  /** The object of a key, if it is one. */
  function settled({ key, value, revision }: KeyValue): StoredObject[] {
    try {
      const object = read(key, value, revision);
      object.settle();
      return [object];
    } catch (error) {
      report(key, error);
      return [];
    }
  }

  async function readAll(under: string): Promise<{ items: KeyValue[]; revision: number }> {
    const first = await store.list(under, { limit: FILL_PAGE });
    const { items, revision } = first;
    for (let page = first; page.remaining > 0;) {
      page = await store.list(under, { limit: FILL_PAGE, revision, from: `${items[items.length - 1]!.key}\0` });
      items.push(...page.items);
    }
    return { items, revision };
  }

  async function fill(signal: AbortSignal): Promise<void> {
    const { items, revision } = await readAll(REGISTRY_PREFIX);
    const byPrefix = new Map<string, StoredObject[]>([...resources.keys()].map((prefix) => [prefix, []]));
    claims.clear();
    expected.clear();
    // What is being read again is here, too.
    for (const [prefix, waiting] of forgotten) if (waiting) forgotten.delete(prefix);
    for (const item of items) {
      const prefix = resourcePrefixOf(item.key);
      if (item.key.startsWith(CLAIMS_PREFIX)) claims.add(item.key);
      else if (prefix && !forgotten.has(prefix)) {
        const objects = byPrefix.get(prefix) ?? [];
        byPrefix.set(prefix, objects);
        objects.push(...settled(item));
      }
    }
    readAt.clear();
    for (const [prefix, objects] of byPrefix) cacheOf(prefix).reset(objects, revision);
    seen.reset(revision);
    isFilled = true;
    log.info({ revision, keys: items.length }, 'Watch cache is filled');
    store.watch(
      revision,
      {
        onEvents: apply,
        onLost(reason) {
          log.warn({ reason }, 'Watch history is lost, filling the cache anew');
          void fillUntilDone(signal);
        },
        onInterrupted: (error) => log.warn({ error: error.message }, 'Watch was interrupted, connecting again'),
      },
      signal,
    );
  }

  async function fillUntilDone(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await fill(signal);
      } catch (error) {
        if (error instanceof CompactedError) continue;
        log.warn({ error: (error as Error).message }, 'Could not fill the watch cache, trying again');
        await sleep(REFILL_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** What has changed at last would be held until something else changes, and so would what is left of kinds that are gone. */
  function trimNowAndThen(signal: AbortSignal): void {
    const timer = setInterval(() => {
      if (signal.aborted) return clearInterval(timer);
      for (const [prefix, resource] of resources) {
        resource.trim();
        const isGone = forgotten.has(prefix) && !forgotten.get(prefix) && !rereading.has(prefix);
        if (isGone && resource.followers === 0) resources.delete(prefix);
      }
    }, TRIM_INTERVAL_MS).unref();
  }

  const stored = ({ group, plural }: ResourceKey, namespace: string, name: string): StoredObject | undefined =>
    resources.get(resourcePrefix(group, plural))?.objects.get(objectKeyOf({ group, plural, namespace, name }));

  return {
    start(signal) {
      trimNowAndThen(signal);
      return fillUntilDone(signal);
    },
    get isFilled() {
      return isFilled;
    },
    get revision() {
      return seen.revision;
    },
    get compactedRevision() {
      return compactedRevision;
    },
    compacted: (revision) => void (compactedRevision = revision),
    resource: ({ group, plural }) => cacheOf(resourcePrefix(group, plural)),
    forget({ group, plural }) {
      const prefix = resourcePrefix(group, plural);
      forgotten.set(prefix, undefined);
      rereading.delete(prefix);
      readAt.delete(prefix);
      resources.get(prefix)?.reset([], seen.revision);
    },
    follows({ group, plural }) {
      const prefix = resourcePrefix(group, plural);
      return !forgotten.has(prefix) || rereading.has(prefix);
    },
    recall: ({ group, plural }) => recall(resourcePrefix(group, plural)),
    async reread({ group, plural }) {
      const prefix = resourcePrefix(group, plural);
      if (!forgotten.has(prefix)) rereading.add(prefix);
      forgotten.set(prefix, undefined);
      try {
        await recall(prefix);
      } finally {
        rereading.delete(prefix);
      }
    },
    stored,
    expect: expected.add,
    read,
    isClaimed: (claim) => claims.has(claimKey(claim)),
    get: (resource, namespace, name) => stored(resource, namespace, name)?.object,
    list({ group, plural }, namespace): KubeObject[] {
      const prefix = resourcePrefix(group, plural);
      const objects = resources.get(prefix)?.objects.range(namespace ? `${prefix}${namespace}/` : prefix) ?? [];
      return objects.map(({ object }) => object);
    },
    async catchUp() {
      const revision = await latestRevision();
      if (!(await seen.reached(revision, CATCH_UP_TIMEOUT_MS)))
        throw newServerTimeout({ group: '', resource: 'watch cache' }, 'read', 1);
    },
    async waitFor(revision) {
      if (await seen.reached(revision, CATCH_UP_TIMEOUT_MS)) return;
      throw newTooLargeRevision(revision, seen.revision);
    },
  };
}
