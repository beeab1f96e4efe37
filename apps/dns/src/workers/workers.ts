import { backoff, type Clock, type Logger } from '@kubets/component';
import type { MetricsRequest, WorkerMessage } from './worker-messages';

/** A process that shares the port with its siblings. */
export interface Worker {
  send(message: MetricsRequest): void;
  onMessage(listener: (message: WorkerMessage) => void): void;
  onExit(listener: (reason: string) => void): void;
  /** Asks it to end in good order. */
  stop(): void;
}

export interface WorkersOptions {
  count: number;
  /** Starts one; `isReplacement` when others answer already, so that it can take its time. */
  fork(isReplacement: boolean): Worker;
  clock: Clock;
  logger: Logger;
}

export interface Workers {
  /** The port on which all answer; once the first does. */
  port(): Promise<number>;
  /** Once one of them knows the cluster's names. */
  synced(): Promise<void>;
  /** How many know them now. */
  ready(): number;
  /** Exposition texts of those that answer within a second, by the worker's number from 1 on. */
  metrics(): Promise<{ worker: number; text: string }[]>;
  /** Ends them all; resolves once they are gone. */
  stop(): Promise<void>;
}

const METRICS_TIMEOUT_MS = 1000;

interface Place {
  worker: Worker;
  isReady: boolean;
  gone: Promise<void>;
}

/** Keeps so many workers running: one that ends is replaced, later each time it happens again soon. */
export function startWorkers({ count, fork, clock, logger }: WorkersOptions): Workers {
  const places = new Map<number, Place>();
  const waiting = new Map<string, (text: string) => void>();
  let turn = 0;
  let isStopping = false;
  let setPort = (_: number): void => undefined;
  let setSynced = (): void => undefined;
  const port = new Promise<number>((resolve) => (setPort = resolve));
  const synced = new Promise<void>((resolve) => (setSynced = resolve));

  function run(place: number, delays = backoff({ initialMs: 100, maxMs: 10_000 })): void {
    const worker = fork([...places.values()].some(({ isReady }) => isReady));
    let exited = (): void => undefined;
    const own: Place = { worker, isReady: false, gone: new Promise((resolve) => (exited = resolve)) };
    places.set(place, own);
    worker.onMessage((message) => {
      if (message.kind === 'metrics') waiting.get(`${place}/${message.turn}`)?.(message.text);
      else if (message.kind === 'listening') setPort(message.port);
      else {
        own.isReady = true;
        delays.reset();
        setSynced();
      }
    });
    worker.onExit((reason) => {
      exited();
      places.delete(place);
      if (isStopping) return;
      const delayMs = delays.next();
      logger.error({ worker: place, reason, delayMs }, 'Worker ended and is started again');
      clock.after(delayMs, () => {
        if (!isStopping) run(place, delays);
      });
    });
  }

  async function metricsOf(place: number, { worker }: Place): Promise<{ worker: number; text: string }[]> {
    const key = `${place}/${turn}`;
    const text = await new Promise<string | undefined>((resolve) => {
      const cancel = clock.after(METRICS_TIMEOUT_MS, () => resolve(undefined));
      waiting.set(key, (found) => {
        cancel();
        resolve(found);
      });
      worker.send({ kind: 'metrics', turn });
    });
    waiting.delete(key);
    return text === undefined ? [] : [{ worker: place, text }];
  }

  for (let place = 1; place <= count; place++) run(place);

  return {
    port: () => port,
    synced: () => synced,
    ready: () => [...places.values()].filter(({ isReady }) => isReady).length,
    async metrics() {
      turn++;
      return (await Promise.all([...places].map(([place, own]) => metricsOf(place, own)))).flat();
    },
    async stop() {
      isStopping = true;
      const all = [...places.values()];
      for (const { worker } of all) worker.stop();
      await Promise.all(all.map(({ gone }) => gone));
    },
  };
}
