import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterView, NodeFilter, Plugin, Rejection } from '../framework/plugin';

const LEAST_NODES_TO_FIND = 100;
const LEAST_PERCENTAGE = 5;

/**
 * After how many feasible nodes the search ends. Below 100 nodes all are looked at; a percentage of 0 falls with the
 * size of the cluster, from 50 % to 5 %, because a good node is found among hundreds as well as among thousands.
 */
export function nodesToFind(nodeCount: number, percentage: number): number {
  if (nodeCount < LEAST_NODES_TO_FIND) return nodeCount;
  const effective = percentage > 0 ? percentage : Math.max(LEAST_PERCENTAGE, 50 - Math.trunc(nodeCount / 125));
  return effective >= 100 ? nodeCount : Math.max(LEAST_NODES_TO_FIND, Math.trunc((nodeCount * effective) / 100));
}

/** What is known of the nodes that were looked at. */
export interface Feasibility {
  feasible: NodeInfo[];
  rejected: Map<NodeInfo, Rejection>;
  /** The plugins that rejected a node; what the pod waits for if no node is left. */
  rejectedBy: Set<string>;
}

export interface Refusal {
  plugin: string;
  rejection: Rejection;
}

/** Refuses a node that the filters would pass. */
export type FurtherRefusal = (pod: PodInfo, node: NodeInfo) => Refusal | undefined;

interface NamedFilter {
  plugin: string;
  filter: NodeFilter;
}

export function prepareFilters(pod: PodInfo, cluster: ClusterView, plugins: readonly Plugin[]): NamedFilter[] {
  return plugins.flatMap((plugin) => {
    const filter = plugin.filter?.(pod, cluster);
    return filter ? [{ plugin: plugin.name, filter }] : [];
  });
}

/** The first rejection in the plugins' order; undefined when the node passes all. */
export function rejectionOf(node: NodeInfo, filters: readonly NamedFilter[]): Refusal | undefined {
  for (const { plugin, filter } of filters) {
    const rejection = filter(node);
    if (rejection) return { plugin, rejection };
  }
  return undefined;
}

/** Looks at nodes from index `start` on, round the list, until `limit` feasible ones are found. */
export function findFeasibleNodes(
  nodes: readonly NodeInfo[],
  filters: readonly NamedFilter[],
  o: { start: number; limit: number; alsoRefused(node: NodeInfo): Refusal | undefined },
): Feasibility & { looked: number } {
  const feasible: NodeInfo[] = [];
  const rejected = new Map<NodeInfo, Rejection>();
  const rejectedBy = new Set<string>();
  let looked = 0;
  while (looked < nodes.length && feasible.length < o.limit) {
    const node = nodes[(o.start + looked++) % nodes.length]!;
    const no = rejectionOf(node, filters) ?? o.alsoRefused(node);
    if (no) {
      rejected.set(node, no.rejection);
      rejectedBy.add(no.plugin);
    } else feasible.push(node);
  }
  return { feasible, rejected, rejectedBy, looked };
}
