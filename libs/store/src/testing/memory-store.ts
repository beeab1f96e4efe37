import { prefixEnd } from '../keys';
import {
  CompactedError,
  FutureRevisionError,
  type KeyValue,
  type Store,
  type StoreEvent,
  type WatchHandlers,
} from '../store';

interface HistoryEvent extends StoreEvent {
  previous?: KeyValue;
}

interface Watch {
  handlers: WatchHandlers;
  next: number;
}

/** The store in memory with etcd's semantics, history and compaction included; for tests. Values with a TTL stay. */
export function createMemoryStore(): Store & { loseWatches(reason: string): void } {
  const latest = new Map<string, KeyValue>();
  let history: HistoryEvent[] = [];
  let compacted = 0;
  let revision = 1;
  const watches = new Set<Watch>();

  function stateAt(wanted: number): Map<string, KeyValue> {
    if (wanted > revision) throw new FutureRevisionError();
    if (wanted < compacted) throw new CompactedError();
    const state = new Map(latest);
    for (const event of history.toReversed()) {
      if (event.revision <= wanted) break;
      if (event.previous) state.set(event.key, event.previous);
      else state.delete(event.key);
    }
    return state;
  }

  function pump(watch: Watch): void {
    if (!watches.has(watch)) return;
    if (watch.next <= compacted) {
      watches.delete(watch);
      return watch.handlers.onLost('compacted');
    }
    const events = history.filter((event) => event.revision >= watch.next);
    watch.next = revision + 1;
    for (let start = 0; start < events.length;) {
      let end = start;
      while (events[end]?.revision === events[start]!.revision) end++;
      watch.handlers.onEvents(events.slice(start, end));
      start = end;
    }
  }

  return {
    async get(key) {
      const item = latest.get(key);
      return { revision, ...(item ? { item } : {}) };
    },
    async list(prefix, { limit, from = prefix, revision: wanted } = {}) {
      const end = prefixEnd(prefix);
      const all = [...(wanted ? stateAt(wanted) : latest).values()]
        .filter(({ key }) => key >= from && key < end)
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const items = limit ? all.slice(0, limit) : all;
      return { items, revision, remaining: all.length - items.length };
    },
    async commit({ expect, puts, deletes }) {
      const current = expect.map(({ key }) => latest.get(key));
      if (expect.some((expected, index) => expected.revision !== (current[index]?.revision ?? 0))) {
        return { committed: false, revision, current };
      }
      const events: HistoryEvent[] = [];
      for (const { key, value } of puts) {
        const previous = latest.get(key);
        latest.set(key, { key, value, revision: revision + 1 });
        events.push({ key, value, revision: revision + 1, ...(previous ? { previous } : {}) });
      }
      for (const key of deletes) {
        const previous = latest.get(key);
        if (latest.delete(key)) events.push({ key, revision: revision + 1, previous });
      }
      if (events.length > 0) revision += 1;
      history.push(...events);
      for (const watch of watches) setImmediate(pump, watch);
      return { committed: true, revision };
    },
    currentRevision: async () => revision,
    watch(afterRevision, handlers, signal) {
      const watch: Watch = { handlers, next: afterRevision + 1 };
      watches.add(watch);
      signal.addEventListener('abort', () => watches.delete(watch), { once: true });
      setImmediate(pump, watch);
    },
    async compact(to) {
      compacted = Math.max(compacted, to);
      history = history.filter((event) => event.revision > compacted);
    },
    close: () => watches.clear(),
    loseWatches(reason) {
      const lost = [...watches];
      watches.clear();
      for (const { handlers } of lost) handlers.onLost(reason);
    },
  };
}
