import type { PodInfo } from '../cache/pod-info';
import type { ClusterView, Plugin } from '../framework/plugin';
import { findFeasibleNodes, nodesToFind, prepareFilters, type Feasibility } from './find-feasible-nodes';
import { fitMessage, NO_NODES_MESSAGE } from './fit-message';
import { selectNode, totalScores } from './select-node';

export interface SchedulingOptions {
  plugins: readonly Plugin[];
  /** 0 adapts to the size of the cluster. */
  percentageOfNodesToScore: number;
  random: () => number;
  /** Where the search starts, so that successive pods do not all look at the same nodes. */
  start: number;
}

export type Decision =
  | { placed: true; nodeName: string; looked: number; feasible: number }
  | { placed: false; message: string; rejectedBy: ReadonlySet<string>; rejected: Feasibility['rejected'] };

/** Where the pod should go, or why it cannot go anywhere. Reads the cluster, changes nothing. */
export function schedulePod(pod: PodInfo, cluster: ClusterView, o: SchedulingOptions): Decision {
  const { nodes } = cluster;
  if (nodes.length === 0)
    return { placed: false, message: NO_NODES_MESSAGE, rejectedBy: new Set(), rejected: new Map() };

  const filters = prepareFilters(pod, cluster, o.plugins);
  const limit = nodesToFind(nodes.length, o.percentageOfNodesToScore);
  const { feasible, rejected, rejectedBy, looked } = findFeasibleNodes(nodes, filters, { start: o.start, limit });
  if (feasible.length === 0)
    return { placed: false, message: fitMessage(nodes.length, rejected.values()), rejectedBy, rejected };
  const node =
    feasible.length === 1
      ? feasible[0]!
      : selectNode(feasible, totalScores(pod, feasible, cluster, o.plugins), o.random);
  return { placed: true, nodeName: node.name, looked, feasible: feasible.length };
}
