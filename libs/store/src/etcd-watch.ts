import { setTimeout as sleep } from 'node:timers/promises';
import type { Etcd3, IEvent, IWatchResponse } from 'etcd3';
import type { StoreEvent, WatchHandlers } from './store';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1000;

type WatchClient = Etcd3['watchClient'];

/** How one connection of the watch came to its end. */
type Ending = { kind: 'broken'; error: Error } | { kind: 'lost'; reason: string } | { kind: 'aborted' };

/**
 * A watch on all keys over etcd3's raw stream, for as long as the signal lets it. Every revision of etcd arrives as an
 * event, so "the cache has seen revision N" needs no progress notification (etcd before 3.4.25 sends requested ones
 * ahead of events). Resumes behind the last event *delivered*: etcd3's own Watcher resumes behind the revision of the
 * created response and loses what lies between.
 */
export function watchEtcd(
  client: WatchClient,
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
  client: WatchClient,
  delivered: () => number,
  deliver: (events: StoreEvent[]) => void,
  signal: AbortSignal,
): Promise<Ending> {
  let stream: Awaited<ReturnType<WatchClient['watch']>>;
  try {
    stream = await client.watch();
  } catch (error) {
    return { kind: 'broken', error: error as Error };
  }
  return new Promise<Ending>((resolve) => {
    let ended = false;
    const abort = () => end({ kind: 'aborted' });
    const end = (ending: Ending) => {
      if (ended) return;
      ended = true;
      signal.removeEventListener('abort', abort);
      stream.cancel();
      resolve(ending);
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    // The listener stays after the end: cancelling makes the stream report an error once more.
    stream.on('error', (error) => end({ kind: 'broken', error }));
    stream.on('end', () => end({ kind: 'broken', error: new Error('etcd ended the watch stream') }));
    stream.on('data', (response) => {
      if (ended) return;
      const lost = lossOf(response, delivered());
      if (lost) return end({ kind: 'lost', reason: lost });
      if (response.canceled)
        return end({ kind: 'broken', error: new Error(`etcd cancelled the watch: ${response.cancel_reason}`) });
      if (response.events.length > 0) deliver(response.events.map(storeEvent));
    });
    const everything = Buffer.from([0]);
    stream.write({ create_request: { key: everything, range_end: everything, start_revision: delivered() + 1 } });
  });
}

/** Why history is gone, or undefined. A store that is behind what it delivered was restored from a backup. */
function lossOf(response: IWatchResponse, delivered: number): string | undefined {
  if (Number(response.compact_revision) > 0)
    return `revision ${delivered + 1} is compacted, history begins at ${response.compact_revision}`;
  const revision = Number(response.header.revision);
  return revision < delivered
    ? `etcd is at revision ${revision}, behind ${delivered} that it delivered before`
    : undefined;
}

function storeEvent({ type, kv }: IEvent): StoreEvent {
  return { key: kv.key.toString(), revision: Number(kv.mod_revision), ...(type === 'Put' ? { value: kv.value } : {}) };
}
