import { isNotFound, rfc3339, statusErrorFrom, type KubeObject } from '@kubets/apimachinery';
import { backoff, realClock, type Clock, type Logger } from '@kubets/component';
import type { Event, ObjectReference } from '@kubets/proto-gen/core/v1';
import { createEventCorrelator, type Report, type WrittenEvent } from './event-correlator';
import type { ResourceClient } from './resource-client';

export interface EventRecorderOptions {
  client: { events: Pick<ResourceClient<Event>, 'create' | 'patch'> };
  /** source.component, such as 'kubelet'. */
  component: string;
  /** source.host: the node, where there is one. */
  host?: string;
  logger: Logger;
  clock?: Clock;
}

/** Writes core/v1 Events in the background; repeated ones raise a count as in Kubernetes. Never throws, never blocks. */
export interface EventRecorder {
  /** object needs kind and apiVersion (or is an ObjectReference, whose fieldPath is kept). */
  event(object: KubeObject | ObjectReference, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Resolves when everything recorded so far is written or dropped. */
  flush(): Promise<void>;
}

// An event that is two minutes late helps nobody; a thousand waiting ones are a burst to be lost rather than memory.
const MAX_AGE_MS = 120_000;
const MAX_WAITING = 1000;
/** Kubernetes' limit on an event's message. */
const MAX_MESSAGE_LENGTH = 1024;

export function createEventRecorder({
  client,
  component,
  host,
  logger,
  clock = realClock,
}: EventRecorderOptions): EventRecorder {
  const correlator = createEventCorrelator();
  const waiting: { report: Report; at: Date; atMs: number }[] = [];
  let writing: Promise<void> | undefined;
  let dropped = 0;
  let nameCounter = 0;

  async function drain(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) await writeWithRetries(next);
    if (dropped > 0) logger.warn({ dropped }, 'Events were dropped');
    dropped = 0;
  }

  async function writeWithRetries(entry: { report: Report; at: Date; atMs: number }): Promise<void> {
    const delays = backoff({ initialMs: 250, maxMs: 5000 });
    const decision = correlator.correlate(entry.report, entry.atMs);
    if (decision.action === 'drop') return;
    let earlier = decision.action === 'update' ? decision.earlier : undefined;
    for (;;) {
      try {
        const event = earlier
          ? await repeat(earlier, decision.message, entry.at)
          : await client.events.create(newEvent(entry.report, decision.message, entry.at));
        correlator.written(decision.key, event);
        return;
      } catch (error) {
        if (earlier && isNotFound(error)) {
          earlier = undefined; // Events expire; this one starts anew.
          continue;
        }
        const { code, message } = statusErrorFrom(error);
        const late = clock.monotonicMs() - entry.atMs > MAX_AGE_MS;
        if (late || (code < 500 && code !== 429)) {
          logger.warn(
            { event: entry.report.reason, object: entry.report.reference.name, reason: message },
            'Event was dropped',
          );
          return;
        }
        await clock.sleep(delays.next());
      }
    }
  }

  function repeat({ namespace, name, count }: WrittenEvent, message: string, at: Date): Promise<Event> {
    return client.events.patch(
      { namespace, name },
      { type: 'merge', body: { count: count + 1, lastTimestamp: rfc3339(at), message } },
    );
  }

  function newEvent({ reference, type, reason }: Report, message: string, at: Date): Event {
    const time = rfc3339(at);
    // Nanoseconds since the epoch in Kubernetes; any suffix that never repeats will do.
    const unique = (BigInt(at.getTime()) * 1_000_000n + BigInt(nameCounter++ % 1_000_000)).toString(16);
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${reference.name}.${unique}`, namespace: reference.namespace || 'default' },
      involvedObject: reference,
      reason,
      message,
      type,
      source: { component, ...(host && { host }) },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      reportingComponent: component,
      reportingInstance: host ?? '',
    };
  }

  return {
    event(object, type, reason, message) {
      const reference = referenceOf(object);
      if (!reference.kind || !reference.name) {
        logger.error({ reference, event: reason }, 'Event for an object without kind or name');
        return;
      }
      if (waiting.length >= MAX_WAITING) {
        dropped++;
        return;
      }
      const text = message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH - 3)}...` : message;
      waiting.push({ report: { reference, type, reason, message: text }, at: clock.now(), atMs: clock.monotonicMs() });
      writing ??= drain().finally(() => (writing = undefined));
    },
    flush: async () => {
      while (writing) await writing;
    },
  };
}

function referenceOf(object: KubeObject | ObjectReference): ObjectReference {
  if (!('metadata' in object)) return object as ObjectReference;
  const { apiVersion, kind, metadata } = object as KubeObject;
  return {
    apiVersion,
    kind,
    namespace: metadata?.namespace,
    name: metadata?.name,
    uid: metadata?.uid,
    resourceVersion: metadata?.resourceVersion,
  };
}
