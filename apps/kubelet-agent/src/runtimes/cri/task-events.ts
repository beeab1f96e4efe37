import { setTimeout as sleep } from 'node:timers/promises';
import { backoff, type Logger } from '@kubets/component';
import { TaskExit, TaskOOM } from '@kubets/proto-gen/containerd/events';
import { EventsService, type Envelope } from '@kubets/proto-gen/containerd/services/events/v1';
import type { CriConnection } from './cri-connection';

// Only what the agent does not cause itself: a process ended, or the kernel killed one.
const FILTERS = ['namespace==k8s.io,topic=="/tasks/exit"', 'namespace==k8s.io,topic=="/tasks/oom"'];

const SETTLE_MS = 300;

export interface TaskEventHandler {
  /** A container's or sandbox's first process ended. CRI may need some milliseconds more to know. */
  onExit(id: string): void;
  /** Events may have been missed: after each (re)connection. */
  onConnected(): void;
}

/** Follows containerd's event stream until the signal aborts, through restarts of containerd. */
export function followTaskEvents(
  cri: Pick<CriConnection, 'stream'>,
  handler: TaskEventHandler,
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): void {
  const delays = backoff({ initialMs: 100, maxMs: 2000 });

  function take(envelope: Envelope): void {
    let id: string | undefined;
    try {
      id = endedTask(envelope);
    } catch (error) {
      // What it was about is found with the next look at all containers.
      return logger.warn({ err: error, topic: envelope.topic }, 'An event of the runtime cannot be read');
    }
    if (id) handler.onExit(id);
  }

  async function listen(): Promise<void> {
    let isOver = false;
    // The server says nothing before the first event, so whether it has begun to listen can't be known: look twice.
    const onSent = (isSecond?: boolean) => {
      if (isOver || signal.aborted) return;
      delays.reset();
      handler.onConnected();
      if (!isSecond) setTimeout(onSent, SETTLE_MS, true).unref();
    };
    try {
      const events = cri.stream(EventsService.subscribe, { filters: FILTERS }, { signal, onSent: () => onSent() });
      for await (const envelope of events) take(envelope);
    } finally {
      isOver = true;
    }
  }

  void (async () => {
    while (!signal.aborted) {
      const error = await listen().catch((reason: unknown) => reason);
      if (signal.aborted) return;
      const delayMs = delays.next();
      logger.debug({ err: error, delayMs }, 'Runtime event stream ended');
      await sleep(delayMs, undefined, { ref: false });
    }
  })();
}

/** The ID of the container whose first process ended; undefined for processes started by exec. */
export function endedTask({ topic, event }: Envelope): string | undefined {
  if (!event?.value) return undefined;
  if (topic === '/tasks/oom') return TaskOOM.decode(event.value).containerId;
  const { containerId, id } = TaskExit.decode(event.value);
  return id === containerId ? containerId : undefined;
}
