import type { PodInfo } from '../../cache/pod-info';
import type { ClusterEvent, Plugin } from '../../framework/plugin';
import { defaultConstraints, ownConstraints } from './constraints';
import { spreadFilter } from './spread-filter';
import { spreadScores } from './spread-score';

function concerns(event: ClusterEvent, pod: PodInfo): boolean {
  const constraints = ownConstraints(pod, 'DoNotSchedule');
  const counted = (other: PodInfo) =>
    other.namespace === pod.namespace && constraints.some(({ selector }) => selector.matches(other.labels));
  switch (event.type) {
    case 'pod-assigned':
    case 'pod-gone':
      return counted(event.pod);
    case 'pod-relabeled':
      return counted(event.pod) || counted(event.previous);
    case 'node-added':
    case 'node-updated':
      return constraints.every(({ topologyKey }) => event.node.metadata?.labels?.[topologyKey] !== undefined);
    case 'pod-shrunk':
    case 'devices-changed':
    case 'storage-changed':
      return false;
  }
}

/**
 * Spreads a workload's pods over nodes, zones or what its constraints name: DoNotSchedule filters, ScheduleAnyway
 * ranks. Pods without constraints are ranked by the system defaults over what their Services and controllers select.
 */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  filter(pod, cluster) {
    const constraints = ownConstraints(pod, 'DoNotSchedule');
    return constraints.length === 0 ? undefined : spreadFilter(pod, constraints, cluster);
  },
  weight: 2,
  score(pod, nodes, cluster) {
    if ((pod.pod.spec?.topologySpreadConstraints ?? []).length > 0) {
      const constraints = ownConstraints(pod, 'ScheduleAnyway');
      return constraints.length === 0 ? undefined : spreadScores(pod, constraints, true, nodes, cluster);
    }
    const selector = cluster.workloadSelector(pod);
    return selector && spreadScores(pod, defaultConstraints(pod, selector), false, nodes, cluster);
  },
  mayUnblock: concerns,
};
