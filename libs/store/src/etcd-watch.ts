import { setTimeout as sleep } from 'node:timers/promises';
import { Event_EventType, type Event, type WatchResponse } from '@kubets/proto-gen/etcdserverpb';
import type { EtcdClient } from './etcd-client';
import type { StoreEvent, WatchHandlers } from './store';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1000;

/** How one connection of the watch came to its end. */
type Ending = { kind: 'broken'; error: Error } | { kind: 'lost'; reason: string } | { kind: 'aborted' };

/**
 * A watch on all keys, for as long as the signal lets it. Every revision of etcd arrives as an
 * event, so "the cache has seen revision N" needs no progress notification (etcd before 3.4.25 sends requested ones
 * ahead of events). Resumes behind the last event *delivered*: between that and the revision of the response that says that
 * the watch has begun there may be others.
 */
export function watchEtcd(
  client: Pick<EtcdClient, 'watch'>,
  afterRevision: number,
  handlers: WatchHandlers,
  signal: AbortSignal,
): void {
  void (async () => {
    let delivered = afterRevision;
    let pauseMs = FIRST_PAUSE_MS;
    const deliver = (events: StoreEvent[]) => {
      handlers.onEvents(events);
      delivered = events[events.length - 1]!.revision;
      pauseMs = FIRST_PAUSE_MS;
    };
    while (!signal.aborted) {
      const ending = await watchOnce(client, () => delivered, deliver, signal);
      if (ending.kind === 'aborted') return;
      if (ending.kind === 'lost') return handlers.onLost(ending.reason);
      handlers.onInterrupted?.(ending.error);
      await sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  })();
}

async function watchOnce(
  client: Pick<EtcdClient, 'watch'>,
  delivered: () => number,
  deliver: (events: StoreEvent[]) => void,
  signal: AbortSignal,
): Promise<Ending> {
  const request = { createRequest: { key: EVERYTHING, rangeEnd: EVERYTHING, startRevision: delivered() + 1 } };
  try {
    for await (const response of client.watch(request, signal)) {
      if (signal.aborted) break;
      const reason = lossOf(response, delivered());
      if (reason) return { kind: 'lost', reason };
      if (response.canceled)
        return { kind: 'broken', error: new Error(`etcd cancelled the watch: ${response.cancelReason}`) };
      if (response.events?.length) deliver(response.events.map(storeEvent));
    }
  } catch (error) {
    return signal.aborted ? { kind: 'aborted' } : { kind: 'broken', error: error as Error };
  }
  return signal.aborted ? { kind: 'aborted' } : { kind: 'broken', error: new Error('etcd ended the watch stream') };
}

const EVERYTHING = Buffer.from([0]);

/** Why history is gone, or undefined. A store that is behind what it delivered was restored from a backup. */
function lossOf({ header, compactRevision = 0 }: WatchResponse, delivered: number): string | undefined {
  if (compactRevision > 0) return `revision ${delivered + 1} is compacted, history begins at ${compactRevision}`;
  const { revision = 0 } = header ?? {};
  return revision < delivered
    ? `etcd is at revision ${revision}, behind ${delivered} that it delivered before`
    : undefined;
}

function storeEvent({ type, kv = {} }: Event): StoreEvent {
  const { key = EMPTY, value = EMPTY, modRevision = 0 } = kv;
  const isDeleted = type === Event_EventType.DELETE;
  return { key: key.toString(), revision: modRevision, ...(isDeleted ? {} : { value }) };
}

const EMPTY = Buffer.alloc(0);
