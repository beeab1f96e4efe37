import type { Clock } from '@kubets/component';
import type { Answer, ChangeType, Message } from '../protocol/answers';
import { createChanges, type Changes, type ChangeSet } from '../operations/changes';

/** The part of a WebSocket that an outbox needs. */
export interface Wire {
  readonly bufferedAmount: number;
  send(text: string, done: () => void): void;
}

/** What goes to one browser: answers at once, changes together every now and then, and nothing while it does not read. */
export interface Outbox {
  send(id: number, answer: Answer): void;
  /** Changes that are sent as answers of that type. */
  changes<T>(id: number, type: ChangeType): Changes<T>;
  forget(id: number): void;
  /** Resolves when the browser has taken most of what was sent. */
  room(): Promise<void>;
  close(): void;
}

/** Between a change and its sending: fast for a person, and ten times less work than each by itself. */
const GATHER_MS = 100;
const MOST_KEYS = 500;
export const MOST_UNREAD_BYTES = 1024 * 1024;

export function createOutbox(wire: Wire, clock: Pick<Clock, 'after'>): Outbox {
  const feeds = new Map<number, { type: ChangeType; changes: Changes<never> }>();
  const waiting: (() => void)[] = [];
  let cancel: (() => void) | undefined;
  let isClosed = false;

  const hasRoom = () => isClosed || wire.bufferedAmount < MOST_UNREAD_BYTES;
  const write = (message: Message) => {
    if (!isClosed) wire.send(JSON.stringify(message), taken);
  };
  function taken(): void {
    if (!hasRoom()) return;
    for (const go of waiting.splice(0)) go();
    if ([...feeds.values()].some(({ changes }) => !changes.isEmpty)) soon();
  }
  function soon(): void {
    cancel ??= clock.after(GATHER_MS, flush);
  }
  function flush(): void {
    cancel = undefined;
    for (const [id, { type, changes }] of feeds) {
      while (hasRoom() && !isClosed) {
        const part = changes.take(MOST_KEYS) as ChangeSet<never> | undefined;
        if (!part) break;
        write({ id, type, ...part });
      }
    }
  }

  return {
    send: (id, answer) => write({ id, ...answer }),
    changes<T>(id: number, type: ChangeType) {
      const changes = createChanges<T>(soon);
      feeds.set(id, { type, changes: changes as unknown as Changes<never> });
      return changes;
    },
    forget: (id) => void feeds.delete(id),
    room: () => (hasRoom() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close() {
      isClosed = true;
      cancel?.();
      for (const go of waiting.splice(0)) go();
    },
  };
}
