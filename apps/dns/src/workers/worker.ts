import type { Metrics } from '@kubets/component';
import type { MetricsRequest, WorkerMessage } from './worker-messages';

/** The ends of the line to the primary: a process that node:cluster forked. */
export interface Line {
  send?(message: WorkerMessage): unknown;
  on(event: 'message', listener: (message: MetricsRequest) => void): unknown;
}

/** Tells the primary when this worker answers and what it counted, which is asked for over the line. */
export function reportToPrimary(
  line: Line,
  { port, synced, metrics }: { port: number; synced: Promise<void>; metrics: Metrics },
): void {
  const tell = (message: WorkerMessage) => void line.send?.(message);
  line.on('message', ({ kind, turn }) => {
    if (kind === 'metrics')
      void metrics.render().then(({ body }) => tell({ kind: 'metrics', turn, text: body.toString() }));
  });
  tell({ kind: 'listening', port });
  synced.then(
    () => tell({ kind: 'synced' }),
    // Stopped before it was: there is nothing to tell.
    () => undefined,
  );
}
