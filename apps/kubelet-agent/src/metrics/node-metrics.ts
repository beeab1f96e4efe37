import type { Metrics } from '@kubets/component';
import type { ContainerRuntime } from '../runtimes/runtime';

/** What runs on the node, counted when somebody asks. */
export function nodeMetrics(metrics: Metrics, o: { runtime: ContainerRuntime; nodeName: string }): void {
  metrics
    .gauge({ name: 'kubelet_node_name', help: 'The name of the node; always 1.', labels: ['node'] })
    .set({ node: o.nodeName }, 1);
  const pods = () => o.runtime.listPods().catch(() => []);
  metrics.gauge({
    name: 'kubelet_running_pods',
    help: 'Pods that have a running sandbox.',
    collect: async (gauge) =>
      gauge.set((await pods()).filter(({ sandboxes }) => sandboxes.some(({ ready }) => ready)).length),
  });
  metrics.gauge({
    name: 'kubelet_running_containers',
    help: 'Containers, by state.',
    labels: ['container_state'],
    async collect(gauge) {
      const containers = (await pods()).flatMap((pod) => pod.containers);
      for (const state of ['created', 'running', 'exited', 'unknown'] as const)
        gauge.set({ container_state: state }, containers.filter((container) => container.state === state).length);
    },
  });
}
