import type { Socket } from 'node:net';
import { backoff } from '../backoff';
import type { Clock } from '../clock';
import { HEARTBEAT_INTERVAL_MS } from '../heartbeat';
import type { Logger } from '../logger';
import { createHandOut } from './hand-out';
import type { PrimaryMessage, WorkerMessage, WorkerMetrics } from './worker-messages';

/** A process that shares its ports with its siblings. */
export interface Worker {
  /** With a socket, which stays open in this process. */
  send(message: PrimaryMessage, socket?: Socket): void;
  onMessage(listener: (message: WorkerMessage) => void): void;
  onExit(listener: (reason: string) => void): void;
  /** Asks it to end in good order. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface ForkOptions {
  /** From 1 on; one that takes another's place has its number. */
  number: number;
  /** Others answer already, so that it can take its time. */
  isReplacement: boolean;
}

export interface WorkersOptions {
  count: number;
  fork(options: ForkOptions): Worker;
  clock: Clock;
  logger: Logger;
}

export interface Workers {
  /** The port on which all answer; once the first does. Rejects when one ends before any of them has listened. */
  port(): Promise<number>;
  /** Once one of them is ready. */
  firstReady(): Promise<void>;
  /** How many are ready now. */
  ready(): number;
  /** Hands a connection to the port, from which nothing was read, to one of those that listen. */
  handOut(port: number, socket: Socket): void;
  /** Exposition texts of those that answer within a second. */
  metrics(): Promise<WorkerMetrics[]>;
  /** Ends them all; resolves once they are gone. */
  stop(): Promise<void>;
}

const METRICS_TIMEOUT_MS = 1000;
/** Connections that wait for a worker. */
const MAX_WAITING = 1000;
/** One that has said nothing for so many heartbeats hangs. */
const MISSED_HEARTBEATS = 5;

interface Place {
  number: number;
  worker: Worker;
  isReady: boolean;
  gone: Promise<void>;
}

/** Keeps so many workers running: one that ends, or that hangs and is ended, is replaced, later each time it happens again soon. */
export function startWorkers({ count, fork, clock, logger }: WorkersOptions): Workers {
  const places = new Map<number, Place>();
  const waiting = new Map<string, (text: string) => void>();
  const handOut = createHandOut({
    send: (number, id, { port, socket }) => places.get(number)?.worker.send({ kind: 'connection', id, port }, socket),
    maxWaiting: MAX_WAITING,
  });
  let turn = 0;
  let isStopping = false;
  let hasListened = false;
  let setPort = (_: number): void => undefined;
  let failPort = (_: Error): void => undefined;
  let setReady = (): void => undefined;
  const port = new Promise<number>((resolve, reject) => ([setPort, failPort] = [resolve, reject]));
  port.catch(() => undefined); // Told to who asks.
  const firstReady = new Promise<void>((resolve) => (setReady = resolve));

  function run(number: number, delays = backoff({ initialMs: 100, maxMs: 10_000 })): void {
    const worker = fork({ number, isReplacement: [...places.values()].some(({ isReady }) => isReady) });
    let exited = (): void => undefined;
    let stopWaiting = (): void => undefined;
    const own: Place = { number, worker, isReady: false, gone: new Promise((resolve) => (exited = resolve)) };
    places.set(number, own);

    const expectLife = () => {
      stopWaiting();
      stopWaiting = clock.after(MISSED_HEARTBEATS * HEARTBEAT_INTERVAL_MS, () => {
        logger.error({ worker: number }, 'Worker hangs and is ended');
        worker.kill();
      });
    };
    worker.onMessage((message) => {
      switch (message.kind) {
        case 'listening':
          hasListened = true;
          setPort(message.port);
          handOut.isReady(number);
          return expectLife();
        case 'alive':
          return expectLife();
        case 'ready':
          own.isReady = true;
          delays.reset();
          return setReady();
        case 'taken':
          return handOut.taken(number, message.id);
        case 'metrics':
          return waiting.get(`${number}/${message.turn}`)?.(message.text);
        case 'others':
          return void metricsBut(number).then((texts) => worker.send({ kind: 'others', turn: message.turn, texts }));
      }
    });
    worker.onExit((reason) => {
      stopWaiting();
      exited();
      places.delete(number);
      handOut.isGone(number);
      if (isStopping) return;
      if (!hasListened) return failPort(new Error(`worker ${number} ended before it could answer: ${reason}`));
      const delayMs = delays.next();
      logger.error({ worker: number, reason, delayMs }, 'Worker ended and is started again');
      clock.after(delayMs, () => {
        if (!isStopping) run(number, delays);
      });
    });
  }

  async function metricsOf({ number, worker }: Place, asked: number): Promise<WorkerMetrics[]> {
    const key = `${number}/${asked}`;
    const text = await new Promise<string | undefined>((resolve) => {
      const cancel = clock.after(METRICS_TIMEOUT_MS, () => resolve(undefined));
      waiting.set(key, (found) => {
        cancel();
        resolve(found);
      });
      worker.send({ kind: 'metrics', turn: asked });
    });
    waiting.delete(key);
    return text === undefined ? [] : [{ worker: number, text }];
  }

  async function metricsBut(asking?: number): Promise<WorkerMetrics[]> {
    const asked = ++turn;
    const others = [...places.values()].filter(({ number }) => number !== asking);
    return (await Promise.all(others.map((place) => metricsOf(place, asked)))).flat();
  }

  for (let number = 1; number <= count; number++) run(number);

  return {
    port: () => port,
    firstReady: () => firstReady,
    ready: () => [...places.values()].filter(({ isReady }) => isReady).length,
    handOut: (port, socket) => handOut.give({ port, socket }),
    metrics: () => metricsBut(),
    async stop() {
      isStopping = true;
      const all = [...places.values()];
      for (const { worker } of all) worker.stop();
      await Promise.all(all.map(({ gone }) => gone));
    },
  };
}
