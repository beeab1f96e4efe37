/** What a worker tells its primary. */
export type WorkerMessage =
  /** It answers on this port. */
  | { kind: 'listening'; port: number }
  /** It knows the cluster's names. */
  | { kind: 'synced' }
  /** The exposition text that was asked for. */
  | { kind: 'metrics'; turn: number; text: string };

/** What a primary asks of its workers: their metrics. */
export interface MetricsRequest {
  kind: 'metrics';
  turn: number;
}

/** The environment variable of a worker that takes the place of one that died. */
export const REPLACES_VARIABLE = 'KUBETS_DNS_REPLACES';
