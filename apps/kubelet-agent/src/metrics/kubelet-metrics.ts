import type { Metrics } from '@kubets/component';
import type { ContainerRuntime } from '../runtimes/runtime';

/** Kubernetes' own names for what dashboards ask of a kubelet. */
export function registerKubeletMetrics(metrics: Metrics, o: { runtime: ContainerRuntime; nodeName: string }): void {
  metrics.gauge({ name: 'kubelet_node_name', help: 'The name of the node, with value 1.', labels: ['node'] }).set({ node: o.nodeName }, 1);
}
