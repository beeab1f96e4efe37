import { realClock, type Clock } from '@kubets/component';
import { SortedKeys } from './sorted-keys';
import { prefixEnd } from './keys';
import {
  CompactedError,
  FutureRevisionError,
  StoreUnavailableError,
  TooLargeError,
  type KeyValue,
  type Store,
  type StoreEvent,
  type Transaction,
  type WatchHandlers,
} from './store';

export interface MemoryStore extends Store {
  /** Ends all watches, as a store does whose history is gone. */
  loseWatches(reason: string): void;
}

export interface MemoryStoreOptions {
  /** When keys with a time to live end. */
  clock?: Clock;
  /** Bytes of keys and values in one transaction; etcd's own default unless given. */
  maxTransactionBytes?: number;
}

/** What etcd takes unless `--max-request-bytes` says otherwise. */
const MAX_TRANSACTION_BYTES = 1.5 * 1024 * 1024;

interface HistoryEvent extends StoreEvent {
  previous?: KeyValue;
}

interface Watch {
  handlers: WatchHandlers;
  next: number;
}

/**
 * The store in the memory of this process, with etcd's semantics, history and compaction included; what it holds is gone
 * with it. Values are nobody's but its own: neither who wrote them nor who reads them may change what is stored.
 */
export function createMemoryStore({
  clock = realClock,
  maxTransactionBytes = MAX_TRANSACTION_BYTES,
}: MemoryStoreOptions = {}): MemoryStore {
  const latest = new Map<string, KeyValue>();
  const keys = new SortedKeys();
  const watches = new Set<Watch>();
  const endings = new Map<string, () => void>();
  let history: HistoryEvent[] = [];
  let compacted = 0;
  let revision = 1;
  let isClosed = false;

  function assertOpen(): void {
    if (isClosed) throw new StoreUnavailableError('the store is closed');
  }

  function stateAt(wanted: number): { state: ReadonlyMap<string, KeyValue>; sorted: SortedKeys } {
    if (wanted > revision) throw new FutureRevisionError();
    if (wanted < compacted) throw new CompactedError();
    const state = new Map(latest);
    for (let index = history.length - 1; index >= 0 && history[index]!.revision > wanted; index--) {
      const { key, previous } = history[index]!;
      if (previous) state.set(key, previous);
      else state.delete(key);
    }
    return { state, sorted: new SortedKeys(state.keys()) };
  }

  /** Index of the first event of a later revision. */
  function firstAfter(seen: number): number {
    let [low, high] = [0, history.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (history[middle]!.revision > seen) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function pump(watch: Watch): void {
    if (!watches.has(watch)) return;
    if (watch.next <= compacted) {
      watches.delete(watch);
      return watch.handlers.onLost(`revision ${watch.next} is compacted, history begins at ${compacted}`);
    }
    const events = history.slice(firstAfter(watch.next - 1));
    watch.next = Math.max(watch.next, revision + 1);
    for (let start = 0; start < events.length && watches.has(watch);) {
      let end = start;
      while (events[end]?.revision === events[start]!.revision) end++;
      watch.handlers.onEvents(
        events
          .slice(start, end)
          .map(({ key, value, revision: at }) => ({ key, revision: at, ...(value && { value }) })),
      );
      start = end;
    }
  }

  function remove(key: string): HistoryEvent | undefined {
    endings.get(key)?.();
    endings.delete(key);
    const previous = latest.get(key);
    if (!previous) return undefined;
    latest.delete(key);
    keys.delete(key);
    return { key, revision: revision + 1, previous };
  }

  function put({ key, value, ttlSeconds }: Transaction['puts'][number]): HistoryEvent {
    endings.get(key)?.();
    endings.delete(key);
    const previous = latest.get(key);
    if (!previous) keys.add(key);
    const own = Buffer.from(value);
    latest.set(key, { key, value: own, revision: revision + 1 });
    if (ttlSeconds)
      endings.set(
        key,
        clock.after(ttlSeconds * 1000, () => write([remove(key)])),
      );
    return { key, value: own, revision: revision + 1, ...(previous ? { previous } : {}) };
  }

  /** Everything that changes at one revision. */
  function write(events: readonly (HistoryEvent | undefined)[]): void {
    const happened = events.filter((event) => event !== undefined);
    if (happened.length === 0) return;
    revision += 1;
    history.push(...happened);
    for (const watch of watches) setImmediate(pump, watch);
  }

  return {
    async get(key) {
      assertOpen();
      const item = latest.get(key);
      return { revision, ...(item ? { item } : {}) };
    },
    async list(prefix, { limit, from = prefix, revision: wanted } = {}) {
      assertOpen();
      const { state, sorted } = wanted ? stateAt(wanted) : { state: latest, sorted: keys };
      const all = sorted.range(from > prefix ? from : prefix, prefixEnd(prefix));
      const items = (limit ? all.slice(0, limit) : all).map((key) => state.get(key)!);
      return { items, revision, remaining: all.length - items.length };
    },
    async commit(transaction) {
      assertOpen();
      assertPossible(transaction, maxTransactionBytes);
      const { expect, puts, deletes } = transaction;
      const current = expect.map(({ key }) => latest.get(key));
      if (expect.some((expected, index) => expected.revision !== (current[index]?.revision ?? 0)))
        return { committed: false, revision, current };
      write([...puts.map(put), ...deletes.map(remove)]);
      return { committed: true, revision };
    },
    async currentRevision() {
      assertOpen();
      return revision;
    },
    watch(afterRevision, handlers, signal) {
      if (signal.aborted) return;
      const watch: Watch = { handlers, next: afterRevision + 1 };
      watches.add(watch);
      signal.addEventListener('abort', () => watches.delete(watch), { once: true });
      setImmediate(pump, watch);
    },
    async compact(to) {
      assertOpen();
      if (to > revision) throw new FutureRevisionError();
      compacted = Math.max(compacted, to);
      history = history.slice(firstAfter(compacted));
    },
    close() {
      isClosed = true;
      watches.clear();
      for (const end of endings.values()) end();
      endings.clear();
    },
    loseWatches(reason) {
      const lost = [...watches];
      watches.clear();
      for (const { handlers } of lost) handlers.onLost(reason);
    },
  };
}

/** @throws TooLargeError; Error for one that says two things of a key, which etcd refuses. */
function assertPossible({ puts, deletes }: Transaction, maxBytes: number): void {
  const written = [...puts.map(({ key }) => key), ...deletes];
  if (new Set(written).size < written.length) throw new Error('duplicate key given in txn request');
  const bytes = puts.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + value.length, 0);
  if (bytes > maxBytes) throw new TooLargeError();
}
