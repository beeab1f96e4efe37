import type { PodInfo } from '../../cache/pod-info';
import type { ClusterView, NodeFilter, Rejection } from '../../framework/plugin';
import { countByNode, type Constraint } from './constraints';

const SKEWED: Rejection = { reasons: ["node(s) didn't match pod topology spread constraints"], resolvable: true };
const UNLABELED: Rejection = {
  reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
  resolvable: false,
};

interface DomainCounts {
  constraint: Constraint;
  counts: Map<string, number>;
  lowest: number;
  /** 1 when the pod itself counts once it is there. */
  self: number;
}

/** Rejects nodes in domains that would have more than maxSkew pods above the emptiest domain. */
export function spreadFilter(pod: PodInfo, constraints: readonly Constraint[], cluster: ClusterView): NodeFilter {
  const domains = constraints.map((constraint) => countDomains(constraint, constraints, pod, cluster));
  return (node) => {
    for (const { constraint, counts, lowest, self } of domains) {
      const value = node.labels[constraint.topologyKey];
      if (value === undefined) return UNLABELED;
      if ((counts.get(value) ?? 0) + self - lowest > constraint.maxSkew) return SKEWED;
    }
    return undefined;
  };
}

function countDomains(
  constraint: Constraint,
  all: readonly Constraint[],
  pod: PodInfo,
  cluster: ClusterView,
): DomainCounts {
  const onNode = countByNode(cluster.groups, pod.namespace, constraint.selector);
  const counts = new Map<string, number>();
  for (const node of cluster.nodes) {
    // A node that lacks one of the labels takes part in no constraint.
    if (!all.every(({ topologyKey }) => node.labels[topologyKey] !== undefined) || !constraint.includes(node)) continue;
    const value = node.labels[constraint.topologyKey]!;
    counts.set(value, (counts.get(value) ?? 0) + (onNode.get(node) ?? 0));
  }
  let lowest = counts.size < constraint.minDomains ? 0 : Infinity;
  for (const count of counts.values()) lowest = Math.min(lowest, count);
  return {
    constraint,
    counts,
    lowest: lowest === Infinity ? 0 : lowest,
    self: constraint.selector.matches(pod.labels) ? 1 : 0,
  };
}
