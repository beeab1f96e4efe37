import type { Socket } from 'node:net';

/** A connection that nobody has read from, and the port that it came to. */
interface Handed {
  port: number;
  socket: Socket;
}

export interface HandOutOptions {
  /** Gives it to a worker, without letting go of it. */
  send(worker: number, id: number, handed: Handed): void;
  /** More than these do not wait for a worker. */
  maxWaiting: number;
}

/** Which worker gets which connection: each that is ready in its turn. */
export interface HandOut {
  give(handed: Handed): void;
  /** The worker has it: it is no concern of this process any more. */
  taken(worker: number, id: number): void;
  /** Gets connections from here on. */
  isReady(worker: number): void;
  /** Gets none any more; what it has not taken is given to others. */
  isGone(worker: number): void;
}

/**
 * node:cluster hands connections out as well, but one that is on its way to a worker which ends stays open, and is never answered.
 * Here a connection is held until the worker says that it has it.
 */
export function createHandOut({ send, maxWaiting }: HandOutOptions): HandOut {
  /** By worker, the one whose turn is next first; what it has not taken yet, by id. */
  const ready = new Map<number, Map<number, Handed>>();
  const waiting: Handed[] = [];
  let last = 0;

  function give(handed: Handed): void {
    if (handed.socket.destroyed) return;
    const [next] = ready;
    if (next) {
      const [worker, untaken] = next;
      ready.delete(worker);
      ready.set(worker, untaken);
      untaken.set(++last, handed);
      send(worker, last, handed);
    } else if (waiting.length < maxWaiting) waiting.push(handed);
    else handed.socket.destroy();
  }

  return {
    give,
    taken(worker, id) {
      const untaken = ready.get(worker);
      untaken?.get(id)?.socket.destroy();
      untaken?.delete(id);
    },
    isReady(worker) {
      ready.set(worker, new Map());
      for (const handed of waiting.splice(0)) give(handed);
    },
    isGone(worker) {
      const untaken = ready.get(worker);
      ready.delete(worker);
      for (const handed of untaken?.values() ?? []) give(handed);
    },
  };
}
