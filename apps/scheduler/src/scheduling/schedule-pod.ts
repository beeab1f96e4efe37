import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterView, Plugin } from '../framework/plugin';
import {
  findFeasibleNodes,
  nodesToFind,
  prepareFilters,
  rejectionOf,
  type Feasibility,
  type FurtherRefusal,
} from './find-feasible-nodes';
import { fitMessage, NO_NODES_MESSAGE } from './fit-message';
import { selectNode, totalScores } from './select-node';

export interface SchedulingOptions {
  plugins: readonly Plugin[];
  /** 0 adapts to the size of the cluster. */
  percentageOfNodesToScore: number;
  random: () => number;
  /** Where the search starts, so that successive pods do not all look at the same nodes. */
  start: number;
  /** Where others were made to go for this pod: if it fits there, no other node is looked at. */
  nominatedNodeName?: string;
  /** By default nothing is refused that the plugins let pass. */
  alsoRefused?: FurtherRefusal;
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
  const alsoRefused = (node: NodeInfo) => o.alsoRefused?.(pod, node);
  const nominated = o.nominatedNodeName ? nodes.find(({ name }) => name === o.nominatedNodeName) : undefined;
  if (nominated && !rejectionOf(nominated, filters) && !alsoRefused(nominated))
    return { placed: true, nodeName: nominated.name, looked: 0, feasible: 1 };
  const limit = nodesToFind(nodes.length, o.percentageOfNodesToScore);
  const { feasible, rejected, rejectedBy, looked } = findFeasibleNodes(nodes, filters, {
    start: o.start,
    limit,
    alsoRefused,
  });
  if (feasible.length === 0)
    return { placed: false, message: fitMessage(nodes.length, rejected.values()), rejectedBy, rejected };
  const node =
    feasible.length === 1
      ? feasible[0]!
      : selectNode(feasible, totalScores(pod, feasible, cluster, o.plugins), o.random);
  return { placed: true, nodeName: node.name, looked, feasible: feasible.length };
}
