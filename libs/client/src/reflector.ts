import { isGone, type KubeObject } from '@kubets/apimachinery';
import { backoff, type Clock, type Logger } from '@kubets/component';
import { listPages } from './list-pages';
import type { ObjectCache } from './object-cache';
import type { ListParams } from './resource-client';
import type { Followable } from './transformed';

export interface ReflectorOptions<T extends KubeObject> {
  client: Followable<T>;
  params: Pick<ListParams, 'namespace' | 'labelSelector' | 'fieldSelector'>;
  cache: ObjectCache<T>;
  /** Called after each complete list. */
  onSynced(): void;
  name: string;
  logger: Logger;
  clock: Clock;
  pageSize: number;
  signal: AbortSignal;
}

// Short, so that everything is current again as soon as the apiserver is back.
const RETRY_DELAYS = { initialMs: 50, maxMs: 500, jitter: 0.5 };
const REPEATED_WARNING_MS = 30_000;

/**
 * Lists, then watches from there; resumes an ended watch at the last version seen, and lists again only when that
 * version is gone. Resolves when the signal aborts.
 */
export async function followResource<T extends KubeObject>(o: ReflectorOptions<T>): Promise<void> {
  const { client, params, cache, onSynced, name, clock, pageSize, signal } = o;
  const delays = backoff(RETRY_DELAYS);
  const warn = createWarner(o);
  let resourceVersion: string | undefined;

  while (!signal.aborted) {
    const isListing = resourceVersion === undefined;
    let progressed = false;
    try {
      if (resourceVersion === undefined) {
        const list = await listPages(client, { ...params, signal }, pageSize);
        if (signal.aborted) return;
        cache.replace(list.items);
        resourceVersion = list.metadata.resourceVersion ?? '';
        onSynced();
        progressed = true;
      }
      for await (const event of client.watch({ ...params, resourceVersion, allowWatchBookmarks: true, signal })) {
        if (signal.aborted) return;
        cache.applyEvent(event);
        resourceVersion = event.object.metadata?.resourceVersion ?? resourceVersion;
        progressed = true;
        delays.reset();
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isGone(error)) {
        o.logger.info({ informer: name, resourceVersion }, 'Watch is too old to resume, listing again');
        resourceVersion = undefined;
        // At once; unless the version is one that was listed just now, which would go on for ever.
        progressed = !isListing;
      } else {
        warn(error, resourceVersion === undefined ? 'list' : 'watch');
      }
    }
    // A watch that ends in good order after events is resumed at once, one that ends without any might do so for ever.
    if (!progressed) await clock.sleep(delays.next(), signal);
  }
}

/** Logs a failure when it is new, and again now and then while it lasts. */
function createWarner({ name, logger, clock }: { name: string; logger: Logger; clock: Clock }) {
  let last = { message: '', atMs: -Infinity };
  return (err: unknown, verb: 'list' | 'watch') => {
    const message = err instanceof Error ? err.message : String(err);
    const nowMs = clock.monotonicMs();
    if (message === last.message && nowMs - last.atMs < REPEATED_WARNING_MS) return;
    last = { message, atMs: nowMs };
    logger.warn({ informer: name, verb, reason: message }, 'Cannot follow resource, retrying');
  };
}
