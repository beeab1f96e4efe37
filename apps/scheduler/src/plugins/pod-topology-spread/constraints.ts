import { forbidsScheduling, LABELS, untoleratedTaint } from '@kubets/api';
import { requiredNodeMatcher, selectorOrNothing, type Selector } from '@kubets/apimachinery';
import type { TopologySpreadConstraint } from '@kubets/proto-gen/core/v1';
import type { NodeInfo } from '../../cache/node-info';
import type { PodGroups } from '../../cache/pod-groups';
import type { PodInfo } from '../../cache/pod-info';

export const HOSTNAME_LABEL = LABELS.hostname;

/** A topology spread constraint, ready to be counted with. */
export interface Constraint {
  topologyKey: string;
  maxSkew: number;
  minDomains: number;
  selector: Selector;
  /** Whether the node's domain takes part: by default the pod's node affinity decides, and its tolerations do not. */
  includes(node: NodeInfo): boolean;
}

/** What pods without constraints of their own get, when a Service or controller selects them. */
const systemDefaults: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME_LABEL, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: LABELS.zone, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

export function ownConstraints(pod: PodInfo, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway'): Constraint[] {
  return (pod.pod.spec?.topologySpreadConstraints ?? [])
    .filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable)
    .map((constraint) => createConstraint(constraint, pod, selectorOf(constraint, pod)));
}

export function defaultConstraints(pod: PodInfo, selector: Selector): Constraint[] {
  return systemDefaults.map((constraint) => createConstraint(constraint, pod, selector));
}

function createConstraint(constraint: TopologySpreadConstraint, pod: PodInfo, selector: Selector): Constraint {
  const matchesAffinity = constraint.nodeAffinityPolicy === 'Ignore' ? undefined : requiredNodeMatcher(pod.pod.spec);
  const honorTaints = constraint.nodeTaintsPolicy === 'Honor';
  return {
    topologyKey: constraint.topologyKey ?? '',
    maxSkew: constraint.maxSkew ?? 1,
    minDomains: constraint.minDomains ?? 1,
    selector,
    includes: (node) =>
      (matchesAffinity?.(node) ?? true) &&
      (!honorTaints || !untoleratedTaint(node.taints, pod.pod.spec?.tolerations, forbidsScheduling)),
  };
}

/** The constraint's selector, narrowed to the pod's own values of matchLabelKeys. */
function selectorOf({ labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, pod: PodInfo): Selector {
  const own = matchLabelKeys
    .filter((key) => pod.labels[key] !== undefined)
    .map((key) => ({ key, operator: 'In', values: [pod.labels[key]!] }));
  if (own.length === 0) return selectorOrNothing(labelSelector);
  return selectorOrNothing({
    ...labelSelector,
    matchExpressions: [...(labelSelector?.matchExpressions ?? []), ...own],
  });
}

/** How many pods of the namespace the selector matches on each node that has any; terminating pods make room. */
export function countByNode(groups: PodGroups, namespace: string, selector: Selector): Map<NodeInfo, number> {
  const counts = new Map<NodeInfo, number>();
  for (const group of groups.inNamespace(namespace)) {
    if (group.terminating || !selector.matches(group.labels)) continue;
    for (const [node, count] of group.nodes) counts.set(node, (counts.get(node) ?? 0) + count);
  }
  return counts;
}
