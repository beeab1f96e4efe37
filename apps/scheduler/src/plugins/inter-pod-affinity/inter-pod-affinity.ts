import { termMatches, type AffinityTerm } from '../../cache/affinity-term';
import type { NodeInfo } from '../../cache/node-info';
import type { PodGroup } from '../../cache/pod-groups';
import type { PodInfo } from '../../cache/pod-info';
import {
  type ClusterEvent,
  type ClusterView,
  MAX_NODE_SCORE,
  type NodeFilter,
  type Plugin,
  type Rejection,
  unresolvable,
} from '../../framework/plugin';
import { TopologyCounts } from './topology-counts';

const NOT_NEAR_OTHERS = unresolvable("node(s) didn't match pod affinity rules");
const NEAR_UNWANTED: Rejection = { reasons: ["node(s) didn't match pod anti-affinity rules"], resolvable: true };
const UNWANTED_HERE: Rejection = {
  reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
  resolvable: true,
};

/** Where pods are counts here, not for how many terms: one term of each topology key is enough. */
function matchingKeys(
  terms: readonly AffinityTerm[],
  pod: Parameters<typeof termMatches>[1],
  { namespaceLabels }: ClusterView,
): Set<string> {
  const keys = new Set<string>();
  for (const term of terms)
    if (!keys.has(term.topologyKey) && termMatches(term, pod, namespaceLabels)) keys.add(term.topologyKey);
  return keys;
}

function addDomains(counts: TopologyCounts, group: PodGroup, topologyKeys: ReadonlySet<string>): void {
  for (const topologyKey of topologyKeys) counts.addGroup(group, topologyKey);
}

function filter(pod: PodInfo, cluster: ClusterView): NodeFilter | undefined {
  const { requiredAffinity, requiredAntiAffinity } = pod.terms;
  const refusing = new TopologyCounts();
  for (const group of cluster.groups.withAffinity())
    addDomains(refusing, group, matchingKeys(group.terms.requiredAntiAffinity, pod, cluster));
  if (refusing.isEmpty && requiredAffinity.length === 0 && requiredAntiAffinity.length === 0) return undefined;

  const wanted = new TopologyCounts();
  const unwanted = new TopologyCounts();
  if (requiredAffinity.length > 0 || requiredAntiAffinity.length > 0) {
    for (const group of cluster.groups.all()) {
      // Only pods that all terms select count for any of them.
      if (
        requiredAffinity.length > 0 &&
        requiredAffinity.every((term) => termMatches(term, group, cluster.namespaceLabels))
      ) {
        addDomains(wanted, group, new Set(requiredAffinity.map(({ topologyKey }) => topologyKey)));
      }
      addDomains(unwanted, group, matchingKeys(requiredAntiAffinity, group, cluster));
    }
  }
  // The first pod of a group that wants to be together has nobody to join and may start anywhere.
  const mayBeFirst =
    wanted.isEmpty && requiredAffinity.every((term) => termMatches(term, pod, cluster.namespaceLabels));
  const isNearWanted = ({ labels }: NodeInfo) =>
    requiredAffinity.every(
      ({ topologyKey }) => labels[topologyKey] !== undefined && (mayBeFirst || wanted.get(topologyKey, labels) > 0),
    );

  return (node) => {
    if (!isNearWanted(node)) return NOT_NEAR_OTHERS;
    if (requiredAntiAffinity.some(({ topologyKey }) => unwanted.get(topologyKey, node.labels) > 0))
      return NEAR_UNWANTED;
    return refusing.any(node.labels) ? UNWANTED_HERE : undefined;
  };
}

/** What a required affinity of a pod that is there is worth to a pod it would like near. */
const REQUIRED_AFFINITY_WEIGHT = 1;

function score(pod: PodInfo, nodes: readonly NodeInfo[], cluster: ClusterView): number[] | undefined {
  const { preferredAffinity, preferredAntiAffinity } = pod.terms;
  const weights = new TopologyCounts();
  if (preferredAffinity.length > 0 || preferredAntiAffinity.length > 0) {
    for (const group of cluster.groups.all()) {
      for (const term of preferredAffinity)
        if (termMatches(term, group, cluster.namespaceLabels)) weights.addGroup(group, term.topologyKey, term.weight);
      for (const term of preferredAntiAffinity)
        if (termMatches(term, group, cluster.namespaceLabels)) weights.addGroup(group, term.topologyKey, -term.weight);
    }
  }
  for (const group of cluster.groups.withAffinity()) {
    const { terms } = group;
    for (const term of terms.requiredAffinity)
      if (termMatches(term, pod, cluster.namespaceLabels))
        weights.addGroup(group, term.topologyKey, REQUIRED_AFFINITY_WEIGHT);
    for (const term of terms.preferredAffinity)
      if (termMatches(term, pod, cluster.namespaceLabels)) weights.addGroup(group, term.topologyKey, term.weight);
    for (const term of terms.preferredAntiAffinity)
      if (termMatches(term, pod, cluster.namespaceLabels)) weights.addGroup(group, term.topologyKey, -term.weight);
  }
  if (weights.isEmpty) return undefined;

  const sums = nodes.map(({ labels }) => weights.sum(labels));
  const lowest = Math.min(...sums);
  const range = Math.max(...sums) - lowest;
  return sums.map((sum) => (range === 0 ? 0 : Math.trunc((MAX_NODE_SCORE * (sum - lowest)) / range)));
}

function concerns(event: ClusterEvent, pod: PodInfo): boolean {
  const anyMatches = (terms: PodInfo['terms']['requiredAffinity'], other: PodInfo) =>
    terms.some(({ selector }) => selector.matches(other.labels));
  const { requiredAffinity, requiredAntiAffinity } = pod.terms;
  switch (event.type) {
    case 'node-added':
    case 'node-updated':
      return (
        [...requiredAffinity, ...requiredAntiAffinity].every(
          ({ topologyKey }) => event.node.metadata?.labels?.[topologyKey] !== undefined,
        ) || requiredAntiAffinity.length > 0
      );
    case 'pod-assigned':
      return anyMatches(requiredAffinity, event.pod);
    case 'pod-relabeled':
      return anyMatches(requiredAffinity, event.pod) || anyMatches(requiredAntiAffinity, event.previous);
    case 'pod-gone':
      return anyMatches(requiredAntiAffinity, event.pod) || anyMatches(event.pod.terms.requiredAntiAffinity, pod);
    case 'pod-shrunk':
    case 'devices-changed':
    case 'storage-changed':
      return false;
  }
}

/** Pods that want to be near certain pods, or away from them, and pods that are wanted or refused by those there. */
export const interPodAffinity: Plugin = { name: 'InterPodAffinity', filter, weight: 2, score, mayUnblock: concerns };
