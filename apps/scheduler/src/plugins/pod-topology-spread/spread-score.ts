import type { NodeInfo } from '../../cache/node-info';
import type { PodInfo } from '../../cache/pod-info';
import { MAX_NODE_SCORE, type ClusterView } from '../../framework/plugin';
import { countByNode, HOSTNAME_LABEL, type Constraint } from './constraints';

/**
 * Scores nodes by how few matching pods their domains have. With `requireLabels` a node that lacks one of the
 * topology labels scores 0 and its pods are not counted; the system defaults are lenient about that.
 */
export function spreadScores(
  pod: PodInfo,
  constraints: readonly Constraint[],
  requireLabels: boolean,
  nodes: readonly NodeInfo[],
  cluster: ClusterView,
): number[] {
  const takesPart = (node: NodeInfo) =>
    !requireLabels || constraints.every(({ topologyKey }) => node.labels[topologyKey] !== undefined);
  const candidates = nodes.filter(takesPart);
  const raw = new Map<NodeInfo, number>(candidates.map((node) => [node, 0]));

  for (const constraint of constraints) {
    const onNode = countByNode(cluster.groups, pod.namespace, constraint.selector);
    const { topologyKey, maxSkew } = constraint;
    const domains =
      topologyKey === HOSTNAME_LABEL ? undefined : countDomains(constraint, candidates, onNode, takesPart);
    // A constraint with many domains weighs more, else it would be drowned by one with few.
    const weight = Math.log((domains?.size ?? candidates.length) + 2);
    for (const node of candidates) {
      const value = node.labels[topologyKey];
      if (value === undefined) continue;
      const count = domains ? domains.get(value)! : (onNode.get(node) ?? 0);
      raw.set(node, raw.get(node)! + count * weight + (maxSkew - 1));
    }
  }
  return normalize(nodes, raw);
}

function countDomains(
  constraint: Constraint,
  candidates: readonly NodeInfo[],
  onNode: Map<NodeInfo, number>,
  takesPart: (node: NodeInfo) => boolean,
): Map<string, number> {
  const domains = new Map<string, number>();
  for (const node of candidates) {
    const value = node.labels[constraint.topologyKey];
    if (value !== undefined) domains.set(value, 0);
  }
  for (const [node, count] of onNode) {
    const value = node.labels[constraint.topologyKey];
    const known = value === undefined ? undefined : domains.get(value);
    if (known !== undefined && node.node && takesPart(node) && constraint.includes(node))
      domains.set(value!, known + count);
  }
  return domains;
}

function normalize(nodes: readonly NodeInfo[], raw: ReadonlyMap<NodeInfo, number>): number[] {
  let lowest = Infinity;
  let highest = 0;
  for (const value of raw.values()) {
    lowest = Math.min(lowest, Math.round(value));
    highest = Math.max(highest, Math.round(value));
  }
  return nodes.map((node) => {
    const value = raw.get(node);
    if (value === undefined) return 0;
    return highest === 0
      ? MAX_NODE_SCORE
      : Math.trunc((MAX_NODE_SCORE * (highest + lowest - Math.round(value))) / highest);
  });
}
