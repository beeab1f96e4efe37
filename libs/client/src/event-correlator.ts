import type { Event, ObjectReference } from '@kubets/proto-gen/core/v1';

/** What was reported, before it becomes an Event object. */
export interface Report {
  reference: ObjectReference;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** Kubernetes' figures: more than ten different messages in ten minutes are combined, 25 events and then one per five minutes pass per object. */
const MAX_SIMILAR = 10;
const SIMILAR_WINDOW_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;
const MAX_KEYS = 4096;

/** What to do with a report: nothing, a new Event, or one more count on an earlier one. */
export type Correlated =
  | { action: 'drop' }
  | { action: 'create'; key: string; message: string }
  | { action: 'update'; key: string; message: string; earlier: Event };

/** Folds repeated and similar events into few objects, as client-go's correlator does. */
export interface EventCorrelator {
  correlate(report: Report, nowMs: number): Correlated;
  /** Remembers how the Event looks in the cluster. */
  written(key: string, event: Event): void;
  forget(key: string): void;
}

export function createEventCorrelator(): EventCorrelator {
  const known = new Map<string, Event>();
  const similar = new Map<string, { messages: Set<string>; lastMs: number }>();
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  function takeToken(key: string, nowMs: number): boolean {
    const bucket = buckets.get(key) ?? { tokens: BURST, atMs: nowMs };
    const tokens = Math.min(BURST, bucket.tokens + (nowMs - bucket.atMs) / REFILL_MS);
    remember(buckets, key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
    return tokens >= 1;
  }

  return {
    correlate(report, nowMs) {
      const objectKey = referenceKey(report.reference);
      const similarKey = [objectKey, report.type, report.reason].join('\0');
      const found = similar.get(similarKey);
      const group =
        found && nowMs - found.lastMs <= SIMILAR_WINDOW_MS ? found : { messages: new Set<string>(), lastMs: nowMs };
      group.lastMs = nowMs;
      const isKnownMessage = group.messages.has(report.message);
      if (!isKnownMessage && group.messages.size < MAX_SIMILAR) group.messages.add(report.message);
      remember(similar, similarKey, group);

      const combined = !isKnownMessage && group.messages.size >= MAX_SIMILAR && !group.messages.has(report.message);
      const message = combined ? `(combined from similar events): ${report.message}` : report.message;
      const key = combined ? similarKey : [similarKey, report.message].join('\0');
      if (!takeToken(objectKey, nowMs)) return { action: 'drop' };
      const earlier = known.get(key);
      return earlier ? { action: 'update', key, message, earlier } : { action: 'create', key, message };
    },
    written: (key, event) => remember(known, key, event),
    forget: (key) => void known.delete(key),
  };
}

function referenceKey({ kind, namespace, name, uid, fieldPath }: ObjectReference): string {
  return [kind, namespace, name, uid, fieldPath].join('\0');
}

/** Keeps the most recently used keys. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_KEYS) map.delete(map.keys().next().value!);
}
