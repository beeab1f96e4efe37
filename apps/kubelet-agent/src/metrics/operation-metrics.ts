import type { Metrics } from '@kubets/component';

/** How long each operation of the runtime took, and whether it succeeded. */
export type OperationObserver = (operation: string, seconds: number, ok: boolean) => void;

/** Counts the runtime's operations under the names that dashboards ask a kubelet for. */
export function operationMetrics(metrics: Metrics): OperationObserver {
  const total = metrics.counter({
    name: 'kubelet_runtime_operations_total',
    help: 'Operations of the container runtime, by type.',
    labels: ['operation_type'],
  });
  const errors = metrics.counter({
    name: 'kubelet_runtime_operations_errors_total',
    help: 'Failed operations of the container runtime, by type.',
    labels: ['operation_type'],
  });
  const duration = metrics.histogram({
    name: 'kubelet_runtime_operations_duration_seconds',
    help: 'How long operations of the container runtime took, by type.',
    labels: ['operation_type'],
    buckets: [0.005, 0.0125, 0.03, 0.08, 0.2, 0.5, 1.2, 3, 7.5, 20, 50, 120],
  });
  return (operation, seconds, ok) => {
    total.inc({ operation_type: operation });
    if (!ok) errors.inc({ operation_type: operation });
    duration.observe({ operation_type: operation }, seconds);
  };
}
