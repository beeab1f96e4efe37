import type { PodInfo } from '../cache/pod-info';
import type { ClusterView, Plugin } from '../framework/plugin';

/** Per node: 'ok', or the reasons joined; a trailing ` (final)` when removing pods would not help. */
export function verdicts(plugin: Plugin, pod: PodInfo, cluster: ClusterView): Record<string, string> {
  const filter = plugin.filter?.(pod, cluster);
  return Object.fromEntries(
    cluster.nodes.map((node) => {
      const rejection = filter?.(node);
      return [node.name, rejection ? rejection.reasons.join(', ') + (rejection.resolvable ? '' : ' (final)') : 'ok'];
    }),
  );
}

/** Per node: the plugin's score; undefined when it has none to give. */
export function scores(plugin: Plugin, pod: PodInfo, cluster: ClusterView): Record<string, number> | undefined {
  const result = plugin.score?.(pod, cluster.nodes, cluster);
  return result && Object.fromEntries(cluster.nodes.map((node, index) => [node.name, result[index]!]));
}
