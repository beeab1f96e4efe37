import type { NodeInfo } from '../../cache/node-info';
import type { PodInfo } from '../../cache/pod-info';
import { resourcesFrom, type Resources } from '../../cache/resources';
import { MAX_NODE_SCORE, type ClusterEvent, type Plugin, type Rejection } from '../../framework/plugin';

interface Shortage {
  reason: string;
  /** More than the node has at all: no eviction helps. */
  hopeless: boolean;
}

function shortagesOf(wanted: Resources, node: NodeInfo): Shortage[] {
  const shortages: Shortage[] = [];
  if (node.pods.size + 1 > node.allowedPods)
    shortages.push({ reason: 'Too many pods', hopeless: node.allowedPods === 0 });
  const check = (name: string, amount: number, used: number, allocatable: number) => {
    if (amount > 0 && amount > allocatable - used)
      shortages.push({ reason: `Insufficient ${name}`, hopeless: amount > allocatable });
  };
  const { allocatable, requested } = node;
  check('cpu', wanted.milliCpu, requested.milliCpu, allocatable.milliCpu);
  check('memory', wanted.memory, requested.memory, allocatable.memory);
  check('ephemeral-storage', wanted.ephemeralStorage, requested.ephemeralStorage, allocatable.ephemeralStorage);
  for (const [name, amount] of wanted.extended ?? [])
    check(name, amount, requested.extended?.get(name) ?? 0, allocatable.extended?.get(name) ?? 0);
  return shortages;
}

function fits(wanted: Resources, node: NodeInfo): boolean {
  const { allocatable, requested } = node;
  return (
    node.pods.size < node.allowedPods &&
    (wanted.milliCpu === 0 || wanted.milliCpu <= allocatable.milliCpu - requested.milliCpu) &&
    (wanted.memory === 0 || wanted.memory <= allocatable.memory - requested.memory) &&
    (wanted.ephemeralStorage === 0 ||
      wanted.ephemeralStorage <= allocatable.ephemeralStorage - requested.ephemeralStorage)
  );
}

function freeShare(capacity: number, requested: number): number {
  return requested > capacity ? 0 : Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity);
}

/** LeastAllocated: the mean share of CPU and memory that stays free with the pod there. */
function leastAllocated(pod: PodInfo, node: NodeInfo): number {
  const { milliCpu, memory } = node.allocatable;
  let sum = 0;
  let counted = 0;
  if (milliCpu > 0) {
    sum += freeShare(milliCpu, node.scoringRequested.milliCpu + pod.scoringRequests.milliCpu);
    counted++;
  }
  if (memory > 0) {
    sum += freeShare(memory, node.scoringRequested.memory + pod.scoringRequests.memory);
    counted++;
  }
  return counted === 0 ? 0 : Math.trunc(sum / counted);
}

/** A node that could never hold the pod cannot be what it waits for. */
function mayFit(event: ClusterEvent, { requests }: PodInfo): boolean {
  switch (event.type) {
    case 'pod-gone':
    case 'pod-shrunk':
      return true;
    case 'node-added':
    case 'node-updated': {
      const allocatable = resourcesFrom(event.node.status?.allocatable ?? event.node.status?.capacity);
      return (
        allocatable.milliCpu >= requests.milliCpu &&
        allocatable.memory >= requests.memory &&
        allocatable.ephemeralStorage >= requests.ephemeralStorage &&
        [...(requests.extended ?? [])].every(([name, amount]) => (allocatable.extended?.get(name) ?? 0) >= amount)
      );
    }
    default:
      return false;
  }
}

/** A node has to have what the pod requests; the emptiest ones rank highest. */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  filter({ requests }) {
    return (node): Rejection | undefined => {
      if (requests.extended === undefined && fits(requests, node)) return undefined;
      const shortages = shortagesOf(requests, node);
      return shortages.length === 0
        ? undefined
        : { reasons: shortages.map(({ reason }) => reason), resolvable: !shortages.some(({ hopeless }) => hopeless) };
    };
  },
  weight: 1,
  score: (pod, nodes) => nodes.map((node) => leastAllocated(pod, node)),
  mayUnblock: mayFit,
};
