import { backoff, type Logger } from '@kubets/component';
import { TaskExit, TaskOOM } from '@kubets/proto-gen/containerd/events';
import { EventsService, type Envelope } from '@kubets/proto-gen/containerd/services/events/v1';
import type { CriConnection } from './cri-connection';

// Only what the agent does not cause itself: a process ended, or the kernel killed one.
const filters = ['namespace==k8s.io,topic=="/tasks/exit"', 'namespace==k8s.io,topic=="/tasks/oom"'];

const SETTLE_MS = 300;

export interface TaskEventHandler {
  /** A container's or sandbox's first process ended. CRI may need some milliseconds more to know. */
  onExit(id: string): void;
  /** Events may have been missed: after each (re)connection. */
  onConnected(): void;
}

/** Follows containerd's event stream until the signal aborts, through restarts of containerd. */
export function followTaskEvents(
  cri: CriConnection,
  handler: TaskEventHandler,
  o: { signal: AbortSignal; logger: Logger },
): void {
  const delays = backoff({ initialMs: 100, maxMs: 2000 });

  const connect = () => {
    if (o.signal.aborted) return;
    const stream = cri.stream(EventsService.subscribe, { filters });
    cri.ready().then(
      () => settle(0),
      () => undefined,
    );
    const cancel = () => stream.cancel();
    o.signal.addEventListener('abort', cancel, { once: true });
    let ended = false;
    // The server says nothing before the first event, so whether it has begun to listen can't be known: look twice.
    const settle = (waitMs: number) => {
      if (ended || o.signal.aborted) return;
      delays.reset();
      handler.onConnected();
      if (waitMs === 0) setTimeout(() => settle(SETTLE_MS), SETTLE_MS).unref();
    };
    const again = (error?: Error) => {
      if (ended) return;
      ended = true;
      o.signal.removeEventListener('abort', cancel);
      if (o.signal.aborted) return;
      const delayMs = delays.next();
      o.logger.debug({ err: error, delayMs }, 'Runtime event stream ended');
      setTimeout(connect, delayMs).unref();
    };
    stream.on('data', (envelope: Envelope) => {
      let id: string | undefined;
      try {
        id = endedTask(envelope);
      } catch (error) {
        // What it was about is found with the next look at all containers.
        return o.logger.warn({ err: error, topic: envelope.topic }, 'An event of the runtime cannot be read');
      }
      if (id) handler.onExit(id);
    });
    stream.on('error', again);
    stream.on('end', () => again());
  };
  connect();
}

/** The ID of the container whose first process ended; undefined for processes started by exec. */
export function endedTask({ topic, event }: Envelope): string | undefined {
  if (!event?.value) return undefined;
  if (topic === '/tasks/oom') return TaskOOM.decode(event.value).containerId;
  const { containerId, id } = TaskExit.decode(event.value);
  return id === containerId ? containerId : undefined;
}
