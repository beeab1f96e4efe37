import { setTimeout as sleep } from 'node:timers/promises';
import { newServerTimeout, newTooLargeRevision, type KubeObject } from '@kubets/apimachinery';
import { CLAIMS_PREFIX, claimKey, CompactedError, objectKeyOf, REGISTRY_PREFIX, resourcePrefix, resourcePrefixOf, StoredObject, type KeyValue, type Store, type StoreEvent } from '@kubets/store';
import type { ObjectReader, ResourceKey } from '../registry/object-reader';
import { createResourceCache, type ReportProblem, type ResourceCache } from './resource-cache';
import { createRevisionGate } from './revision-gate';
import { sharedCall } from './shared-call';

/** Kubernetes' own patience with a cache that is behind. */
const CATCH_UP_TIMEOUT_MS = 3_000;
const FILL_PAGE = 5_000;
const REFILL_PAUSE_MS = 500;

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
  resource(resource: ResourceKey): ResourceCache;
  stored(resource: ResourceKey, namespace: string, name: string): StoredObject | undefined;
  /** Whether the claim key is held by some object. */
  isClaimed(claim: string): boolean;
  /** Resolves when everything that was acknowledged to any client before the call is in the cache. */
  catchUp(): Promise<void>;
  /** Resolves when the cache has seen the revision. @throws StatusError 504 when it does not come in time. */
  waitFor(revision: number): Promise<void>;
}

export function createWatchCache(store: Store, log: WatchCacheLog): WatchCache {
  const resources = new Map<string, ResourceCache>();
  const claims = new Set<string>();
  const gate = createRevisionGate();
  const latestRevision = sharedCall(() => store.currentRevision());
  let isFilled = false;

  const report: ReportProblem = (key, error) => log.warn({ key, error: (error as Error).message }, 'An object in the store is left out');

  function cacheOf(prefix: string): ResourceCache {
    let cache = resources.get(prefix);
    if (!cache) {
      cache = createResourceCache(Date.now, report);
      cache.reset([], gate.revision);
      resources.set(prefix, cache);
    }
    return cache;
  }

  function apply(events: StoreEvent[]): void {
    for (const event of events) {
      const { key, value } = event;
      if (key.startsWith(CLAIMS_PREFIX)) {
        if (value) claims.add(key);
        else claims.delete(key);
      } else {
        const prefix = resourcePrefixOf(key);
        if (prefix) cacheOf(prefix).apply(event);
      }
      // Followers of the next event of this batch may have a higher revision: the gate moves with each.
      gate.advance(event.revision);
    }
  }

  async function readAll(): Promise<{ items: KeyValue[]; revision: number }> {
    const first = await store.list(REGISTRY_PREFIX, { limit: FILL_PAGE });
    const { items, revision } = first;
    for (let page = first; page.remaining > 0; ) {
      page = await store.list(REGISTRY_PREFIX, { limit: FILL_PAGE, revision, from: `${items[items.length - 1]!.key}\0` });
      items.push(...page.items);
    }
    return { items, revision };
  }

  async function fill(signal: AbortSignal): Promise<void> {
    const { items, revision } = await readAll();
    const byPrefix = new Map<string, StoredObject[]>([...resources.keys()].map((prefix) => [prefix, []]));
    claims.clear();
    for (const { key, value, revision: keyRevision } of items) {
      const prefix = resourcePrefixOf(key);
      if (key.startsWith(CLAIMS_PREFIX)) claims.add(key);
      else if (prefix) {
        const objects = byPrefix.get(prefix) ?? [];
        byPrefix.set(prefix, objects);
        try {
          const object = StoredObject.fromForeignValue(key, value, keyRevision);
          object.settle();
          objects.push(object);
        } catch (error) {
          report(key, error);
        }
      }
    }
    for (const [prefix, objects] of byPrefix) cacheOf(prefix).reset(objects, revision);
    gate.reset(revision);
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

  const stored = ({ group, plural }: ResourceKey, namespace: string, name: string): StoredObject | undefined =>
    resources.get(resourcePrefix(group, plural))?.objects.get(objectKeyOf({ group, plural, namespace, name }));

  return {
    start: fillUntilDone,
    get isFilled() {
      return isFilled;
    },
    get revision() {
      return gate.revision;
    },
    resource: ({ group, plural }) => cacheOf(resourcePrefix(group, plural)),
    stored,
    isClaimed: (claim) => claims.has(claimKey(claim)),
    get: (resource, namespace, name) => stored(resource, namespace, name)?.object,
    list({ group, plural }, namespace): KubeObject[] {
      const prefix = resourcePrefix(group, plural);
      const objects = resources.get(prefix)?.objects.range(namespace ? `${prefix}${namespace}/` : prefix) ?? [];
      return objects.map(({ object }) => object);
    },
    async catchUp() {
      const revision = await latestRevision();
      if (!(await gate.reached(revision, CATCH_UP_TIMEOUT_MS))) throw newServerTimeout({ group: '', resource: 'watch cache' }, 'read', 1);
    },
    async waitFor(revision) {
      if (await gate.reached(revision, CATCH_UP_TIMEOUT_MS)) return;
      throw newTooLargeRevision(revision, gate.revision);
    },
  };
}
