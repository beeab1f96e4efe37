import type { Cancellation } from '@kubets/component';
import { dealtQueues } from './shuffle-shard';

/** How requests of a level wait; absent where they are refused at once. */
export interface Queuing {
  queues: number;
  handSize: number;
  queueLengthLimit: number;
}

export type Rejection = 'queue-full' | 'concurrency-limit' | 'time-out' | 'cancelled';

/** What a request is told that gets no seat. */
export class Rejected extends Error {
  constructor(readonly reason: Rejection) {
    super(reason);
    this.name = 'Rejected';
  }
}

/** Gives the seats back. */
export type Leave = () => void;

export interface Waiter {
  /** Its flow's number, asked for when it has to wait. */
  hash(): number;
  /** Seats that it takes. */
  width: number;
  /** Nobody waits for the answer any more. */
  signal: Cancellation;
}

/** One level's seats, and who waits for them. */
export interface PriorityLevel {
  /** At once while there are seats and nobody waits. @throws Rejected. */
  enter(waiter: Waiter): Leave | Promise<Leave>;
  configure(settings: { limit: number; queuing: Queuing | undefined }): void;
  /** Changes the limit alone. */
  setLimit(limit: number): void;
  readonly limit: number;
  readonly seatsInUse: number;
  readonly waiting: number;
  /** The most seats that were in use and waited for since it was asked last. */
  takeDemand(): number;
}

interface Entry extends Omit<Waiter, 'hash'> {
  hash: number;
  queue: Queue;
  resolve(leave: Leave): void;
  reject(error: Rejected): void;
}

interface Queue {
  entries: Entry[];
  /** Width of all entries. */
  waitingSeats: number;
  /** When, in the level's own time, its next request would begin if every queue got as much as every other. */
  nextStart: number;
}

export interface PriorityLevelOptions {
  /** Longest wait in a queue, in milliseconds. */
  maxWaitMs: number;
  now(): number;
}

/** What a request is thought to take until it has, in milliseconds. */
const EXPECTED_MS = 10;

export function createPriorityLevel({ maxWaitMs, now }: PriorityLevelOptions): PriorityLevel {
  let limit = 0;
  let queuing: Queuing | undefined;
  let queues: Queue[] = [];
  let seatsInUse = 0;
  let waiting = 0;
  let waitingSeats = 0;
  let demand = 0;
  /** The start of the request that was let in last, in the level's own time. */
  let virtualTime = 0;

  const noteDemand = () => void (demand = Math.max(demand, seatsInUse + waitingSeats));
  /** One that is wider than the level goes when it is alone. */
  const fits = (width: number): boolean => seatsInUse + width <= limit || (seatsInUse === 0 && limit > 0);

  function seated(width: number, queue?: Queue): Leave {
    seatsInUse += width;
    const begun = queue ? now() : 0;
    if (queue) {
      virtualTime = Math.max(virtualTime, queue.nextStart);
      queue.nextStart = virtualTime + width * EXPECTED_MS;
    }
    let isSeated = true;
    return () => {
      if (!isSeated) return;
      isSeated = false;
      seatsInUse -= width;
      if (queue) queue.nextStart += width * (now() - begun - EXPECTED_MS);
      letIn();
    };
  }

  /** As many as there are seats for: of the queue first that has had least. */
  function letIn(): void {
    while (waiting > 0) {
      const next = nextQueue();
      const entry = next?.entries[0];
      if (!entry || !fits(entry.width)) return;
      remove(entry);
      entry.resolve(seated(entry.width, entry.queue));
    }
  }

  function nextQueue(): Queue | undefined {
    let next: Queue | undefined;
    for (const queue of queues)
      if (queue.entries.length > 0 && (!next || queue.nextStart < next.nextStart)) next = queue;
    return next;
  }

  function remove(entry: Entry): void {
    const { queue, width } = entry;
    const index = queue.entries.indexOf(entry);
    if (index < 0) return;
    queue.entries.splice(index, 1);
    queue.waitingSeats -= width;
    waiting--;
    waitingSeats -= width;
  }

  /** The emptiest queue of the flow's. */
  function queueOf(hash: number, { handSize }: Queuing): Queue {
    return dealtQueues(hash, queues.length, handSize)
      .map((index) => queues[index]!)
      .reduce((best, queue) => (queue.waitingSeats < best.waitingSeats ? queue : best));
  }

  function put(entry: Omit<Entry, 'queue'>, settings: Queuing): Entry | undefined {
    const queue = queueOf(entry.hash, settings);
    if (queue.entries.length >= settings.queueLengthLimit) return undefined;
    if (queue.entries.length === 0) queue.nextStart = Math.max(queue.nextStart, virtualTime);
    const placed: Entry = Object.assign(entry, { queue });
    queue.entries.push(placed);
    queue.waitingSeats += entry.width;
    waiting++;
    waitingSeats += entry.width;
    noteDemand();
    return placed;
  }

  function wait({ hash, width, signal }: Waiter, settings: Queuing): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const settled = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
      };
      const entry = put(
        {
          hash: hash(),
          width,
          signal,
          resolve: (leave) => (settled(), resolve(leave)),
          reject: (error) => (settled(), reject(error)),
        },
        settings,
      );
      const giveUp = (reason: Rejection) => {
        if (entry) remove(entry);
        settled();
        reject(new Rejected(reason));
      };
      const cancel = () => giveUp('cancelled');
      const timer = setTimeout(() => giveUp('time-out'), maxWaitMs).unref();
      if (!entry) return giveUp('queue-full');
      signal.addEventListener('abort', cancel, { once: true });
      letIn();
    });
  }

  return {
    enter(waiter) {
      if (waiting === 0 && fits(waiter.width)) {
        const leave = seated(waiter.width);
        noteDemand();
        return leave;
      }
      if (!queuing) throw new Rejected('concurrency-limit');
      return wait(waiter, queuing);
    },
    configure(settings) {
      limit = settings.limit;
      const isSame = settings.queuing?.queues === queuing?.queues;
      queuing = settings.queuing;
      if (!isSame) {
        const entries = queues.flatMap((queue) => queue.entries);
        queues = Array.from({ length: queuing?.queues ?? 0 }, () => ({
          entries: [],
          waitingSeats: 0,
          nextStart: virtualTime,
        }));
        waiting = 0;
        waitingSeats = 0;
        for (const entry of entries) if (!queuing || !put(entry, queuing)) entry.reject(new Rejected('queue-full'));
      }
      letIn();
    },
    setLimit(changed) {
      limit = changed;
      letIn();
    },
    get limit() {
      return limit;
    },
    get seatsInUse() {
      return seatsInUse;
    },
    get waiting() {
      return waiting;
    },
    takeDemand() {
      const taken = demand;
      demand = seatsInUse + waitingSeats;
      return taken;
    },
  };
}
