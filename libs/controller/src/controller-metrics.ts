import type { Metrics } from '@kubets/component';

/** Kubernetes' workqueue metrics, per controller. */
export interface ControllerMetrics {
  added(): void;
  retried(): void;
  /** Called with the queue's length at every change. */
  depth(length: number): void;
  worked(seconds: number): void;
}

const BUCKETS = [0.0001, 0.001, 0.01, 0.1, 1, 10, 60];

export function createControllerMetrics(metrics: Metrics | undefined, name: string): ControllerMetrics | undefined {
  if (!metrics) return undefined;
  const labels = ['name'] as const;
  const adds = metrics.counter({ name: 'workqueue_adds_total', help: 'Keys added to the work queue.', labels });
  const retries = metrics.counter({
    name: 'workqueue_retries_total',
    help: 'Keys added again after a failure.',
    labels,
  });
  const depth = metrics.gauge({ name: 'workqueue_depth', help: 'Keys waiting in the work queue.', labels });
  const duration = metrics.histogram({
    name: 'workqueue_work_duration_seconds',
    help: 'Time that one reconcile takes.',
    labels,
    buckets: BUCKETS,
  });
  return {
    added: () => adds.inc({ name }),
    retried: () => retries.inc({ name }),
    depth: (length) => depth.set({ name }, length),
    worked: (seconds) => duration.observe({ name }, seconds),
  };
}
