import type { Metrics } from '@kubets/component';
import type { Level } from './flow-control';
import type { Rejection } from './priority-level';

/** What is told of levels, by Kubernetes' names. Counted where it happens, read when somebody asks. */
export function flowMetrics(metrics: Metrics, levels: () => ReadonlyMap<string, Level>) {
  const labels = ['priority_level'] as const;
  const perLevel = (name: string, help: string, read: (level: Level) => number) =>
    metrics.gauge({
      name: `apiserver_flowcontrol_${name}`,
      help,
      labels,
      collect(gauge) {
        gauge.reset();
        for (const [level, state] of levels()) {
          const value = read(state);
          if (Number.isFinite(value)) gauge.set({ priority_level: level }, value);
        }
      },
    });
  perLevel('dispatched_requests_total', 'Requests that were let in.', ({ dispatched }) => dispatched);
  perLevel('current_executing_seats', 'Seats in use.', ({ queue }) => queue.seatsInUse);
  perLevel('current_inqueue_requests', 'Requests that wait.', ({ queue }) => queue.waiting);
  perLevel('current_limit_seats', 'Seats that a level has now.', ({ queue }) => queue.limit);
  perLevel('nominal_limit_seats', 'Seats that a level has by its share.', ({ limits }) => limits.nominal);
  const rejected = metrics.counter({
    name: 'apiserver_flowcontrol_rejected_requests_total',
    help: 'Requests that got no seat, by reason.',
    labels: ['priority_level', 'flow_schema', 'reason'] as const,
  });
  return {
    rejected: (level: string, schema: string, reason: Rejection) =>
      rejected.inc({ priority_level: level, flow_schema: schema, reason }),
  };
}
