import type { Metrics } from '@kubets/component';
import type { SchedulingQueue } from '../queue/scheduling-queue';

export type AttemptResult = 'scheduled' | 'unschedulable' | 'error';

export interface SchedulerMetrics {
  attempt(result: AttemptResult, durationMs: number): void;
  /** The pod is bound; the time since it was first seen, waiting included. */
  bound(attempts: number, sinceFirstSeenMs: number): void;
}

/** Kubernetes' names, so that its dashboards work. */
export function createSchedulerMetrics(
  metrics: Metrics,
  profile: string,
  queue: Pick<SchedulingQueue, 'counts'>,
): SchedulerMetrics {
  const attempts = metrics.counter({
    name: 'scheduler_schedule_attempts_total',
    help: 'Attempts to schedule a pod, by result.',
    labels: ['result', 'profile'],
  });
  const duration = metrics.histogram({
    name: 'scheduler_scheduling_attempt_duration_seconds',
    help: 'Time to decide on a node, without binding.',
    labels: ['result', 'profile'],
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
  });
  const sli = metrics.histogram({
    name: 'scheduler_pod_scheduling_sli_duration_seconds',
    help: 'Time from the first sight of a pod to its binding.',
    labels: ['attempts'],
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
  });
  metrics.gauge({
    name: 'scheduler_pending_pods',
    help: 'Pods that wait for a node, by queue.',
    labels: ['queue'],
    collect(gauge) {
      const { active, backoff, unschedulable, gated } = queue.counts();
      for (const [name, count] of Object.entries({ active, backoff, unschedulable, gated }))
        gauge.set({ queue: name }, count);
    },
  });
  return {
    attempt(result, durationMs) {
      attempts.inc({ result, profile });
      duration.observe({ result, profile }, durationMs / 1000);
    },
    bound: (tries, sinceFirstSeenMs) =>
      sli.observe({ attempts: tries > 15 ? '16+' : String(tries) }, sinceFirstSeenMs / 1000),
  };
}
