import { createHash } from 'node:crypto';
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
  | { action: 'update'; key: string; message: string; earlier: WrittenEvent };

/** As much of an Event as the next one of its kind needs. */
export interface WrittenEvent {
  namespace: string | undefined;
  name: string;
  count: number;
}

/**
 * Folds repeated and similar events into few objects, as client-go's correlator does. Of the thousands that it remembers it
 * keeps short digests instead of texts: names and messages are as long as those who make objects want.
 */
export interface EventCorrelator {
  correlate(report: Report, nowMs: number): Correlated;
  /** Remembers how the Event looks in the cluster. */
  written(key: string, event: Event): void;
}

export function createEventCorrelator(): EventCorrelator {
  const known = new Map<string, WrittenEvent>();
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
      const similarKey = digestOf(objectKey, report.type, report.reason);
      const messageKey = digestOf(report.message);
      const found = similar.get(similarKey);
      const group =
        found && nowMs - found.lastMs <= SIMILAR_WINDOW_MS ? found : { messages: new Set<string>(), lastMs: nowMs };
      group.lastMs = nowMs;
      const isKnownMessage = group.messages.has(messageKey);
      if (!isKnownMessage && group.messages.size < MAX_SIMILAR) group.messages.add(messageKey);
      remember(similar, similarKey, group);

      const combined = !isKnownMessage && group.messages.size >= MAX_SIMILAR && !group.messages.has(messageKey);
      const message = combined ? `(combined from similar events): ${report.message}` : report.message;
      const key = combined ? similarKey : digestOf(similarKey, messageKey);
      if (!takeToken(objectKey, nowMs)) return { action: 'drop' };
      const earlier = known.get(key);
      return earlier ? { action: 'update', key, message, earlier } : { action: 'create', key, message };
    },
    written: (key, { metadata, count = 1 }) =>
      remember(known, key, { namespace: metadata?.namespace, name: metadata?.name ?? '', count }),
  };
}

function referenceKey({ kind, namespace, name, uid, fieldPath }: ObjectReference): string {
  return digestOf(kind, namespace, name, uid, fieldPath);
}

function digestOf(...parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64');
}

/** Keeps the most recently used keys. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_KEYS) map.delete(map.keys().next().value!);
}
