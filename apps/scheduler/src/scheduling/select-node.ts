import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterView, Plugin } from '../framework/plugin';

/** The weighted sum of all plugins' scores, for each of the nodes. */
export function totalScores(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  cluster: ClusterView,
  plugins: readonly Plugin[],
): Float64Array {
  const totals = new Float64Array(nodes.length);
  for (const plugin of plugins) {
    const scores = plugin.score?.(pod, nodes, cluster);
    if (!scores) continue;
    const weight = plugin.weight ?? 1;
    for (let index = 0; index < totals.length; index++) totals[index]! += weight * scores[index]!;
  }
  return totals;
}

/** A node of the highest score, by lot among equals. `random` gives numbers in [0, 1). */
export function selectNode(nodes: readonly NodeInfo[], totals: ArrayLike<number>, random: () => number): NodeInfo {
  let best = 0;
  let equals = 1;
  for (let index = 1; index < nodes.length; index++) {
    if (totals[index]! > totals[best]!) {
      best = index;
      equals = 1;
    } else if (totals[index] === totals[best]) {
      // Keeping the k-th equal with probability 1/k gives each the same chance.
      if (random() * ++equals < 1) best = index;
    }
  }
  return nodes[best]!;
}
