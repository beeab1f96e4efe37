/** What a worker tells its primary. */
export type WorkerMessage =
  /** It listens on this port. */
  | { kind: 'listening'; port: number }
  /** It knows what it has to know in order to answer. */
  | { kind: 'ready' }
  /** Its event loop turns. */
  | { kind: 'alive' }
  /** Its own exposition text, which was asked for. */
  | { kind: 'metrics'; turn: number; text: string }
  /** It has a connection that it was handed. */
  | { kind: 'taken'; id: number }
  /** It wants the exposition texts of all the others. */
  | { kind: 'others'; turn: number };

/** What a primary tells its workers. */
export type PrimaryMessage =
  /** It wants the metrics. */
  | { kind: 'metrics'; turn: number }
  /** A connection to the port, which comes along with it. */
  | { kind: 'connection'; id: number; port: number }
  /** The exposition texts of the others, which were asked for. */
  | { kind: 'others'; turn: number; texts: readonly WorkerMetrics[] };

/** An exposition text of a worker, by its number from 1 on. */
export interface WorkerMetrics {
  worker: number;
  text: string;
}

/** The environment variable with the number of a worker, from 1 on. */
export const WORKER_VARIABLE = 'KUBETS_WORKER';
/** The environment variable of a worker that takes the place of one that ended while others answer. */
export const REPLACES_VARIABLE = 'KUBETS_WORKER_REPLACES';

/** The number of this worker; 1 where there are none. */
export const workerNumber = (env: NodeJS.ProcessEnv = process.env): number => Number(env[WORKER_VARIABLE] || 1);
