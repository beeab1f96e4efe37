import type { Socket } from 'node:net';
import { HEARTBEAT_INTERVAL_MS } from '../heartbeat';
import type { Exposition } from '../merged-exposition';
import type { Metrics } from '../metrics';
import type { PrimaryMessage, WorkerMessage, WorkerMetrics } from './worker-messages';

/** The ends of the line to the primary: a process that node:cluster forked. */
export interface Line {
  send?(message: WorkerMessage): unknown;
  on(event: 'message', listener: (message: PrimaryMessage, socket?: Socket) => void): unknown;
}

export interface WorkerReport {
  port: number;
  /** Resolves when it knows what it has to know; rejects when it is stopped before. */
  ready: Promise<unknown>;
  metrics: Metrics;
}

/** Tells the primary that this worker lives, when it answers, and what it counted, which is asked for over the line. */
export function reportToPrimary(line: Line, { port, ready, metrics }: WorkerReport): void {
  const tell = (message: WorkerMessage) => void line.send?.(message);
  line.on('message', (message) => {
    if (message.kind === 'metrics')
      void metrics.renderOwn().then((text) => tell({ kind: 'metrics', turn: message.turn, text }));
  });
  tell({ kind: 'listening', port });
  setInterval(() => tell({ kind: 'alive' }), HEARTBEAT_INTERVAL_MS).unref();
  ready.then(
    () => tell({ kind: 'ready' }),
    // Stopped before it was: there is nothing to tell.
    () => undefined,
  );
}

/** After this time the primary has told what it got from the others. */
const OTHERS_TIMEOUT_MS = 2000;

/** Asks for what the other workers counted, each under the label `worker`, for a worker that serves the metrics of all. */
export function metricsOfOthers(line: Line): () => Promise<readonly Exposition[]> {
  const waiting = new Map<number, (texts: readonly WorkerMetrics[]) => void>();
  let last = 0;
  line.on('message', (message) => {
    if (message.kind === 'others') waiting.get(message.turn)?.(message.texts);
  });
  return async () => {
    const turn = ++last;
    const texts = await new Promise<readonly WorkerMetrics[]>((resolve) => {
      const timer = setTimeout(() => resolve([]), OTHERS_TIMEOUT_MS);
      waiting.set(turn, (found) => {
        clearTimeout(timer);
        resolve(found);
      });
      line.send?.({ kind: 'others', turn });
    });
    waiting.delete(turn);
    return texts.map(expositionOfWorker);
  };
}

/** What a worker counted, as it stands among what others did. */
export const expositionOfWorker = ({ worker, text }: WorkerMetrics): Exposition => ({
  label: { name: 'worker', value: String(worker) },
  text,
});
