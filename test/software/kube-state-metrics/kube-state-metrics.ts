import type { Software, SoftwareModule } from '../software';

export const kubeStateMetricsModule: SoftwareModule = {
  path: 'k8s.io/kube-state-metrics/v2',
  version: '2.18.0',
  programs: { 'kube-state-metrics': 'k8s.io/kube-state-metrics/v2' },
};

/** Lists and watches nearly every kind there is. */
export const kubeStateMetrics: Software = { name: 'kube-state-metrics', modules: [kubeStateMetricsModule] };
