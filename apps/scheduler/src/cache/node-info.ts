import { type HostPort } from '@kubets/api';
import { nameOf, parseQuantity } from '@kubets/apimachinery';
import type { Node, Taint } from '@kubets/proto-gen/core/v1';
import type { PodInfo } from './pod-info';
import { addResources, noResources, resourcesFrom, type Resources } from './resources';

const defaultTopology: Record<string, string> = {};

/** A node and the totals of the pods on it, kept up to date pod by pod. */
export class NodeInfo {
  readonly name: string;
  /** Absent while pods are known to be on a node that is not (yet, or any more) there; such a node is no candidate. */
  node: Node | undefined;
  labels: Record<string, string> = defaultTopology;
  taints: readonly Taint[] = [];
  unschedulable = false;
  allocatable: Resources = noResources();
  /** How many pods fit at most. */
  allowedPods = 0;
  readonly requested: Resources = noResources();
  readonly scoringRequested: Resources = noResources();
  readonly pods = new Map<string, PodInfo>();
  /** Few pods use host ports: a list is searched faster than a map is kept. */
  hostPorts: HostPort[] = [];

  constructor(name: string) {
    this.name = name;
  }

  setNode(node: Node): void {
    this.node = node;
    this.labels = node.metadata?.labels ?? defaultTopology;
    this.taints = node.spec?.taints ?? [];
    this.unschedulable = node.spec?.unschedulable ?? false;
    const allocatable = node.status?.allocatable ?? node.status?.capacity;
    this.allocatable = resourcesFrom(allocatable);
    this.allowedPods = allocatable?.['pods'] === undefined ? 0 : parseQuantity(allocatable['pods']).value();
  }

  addPod(pod: PodInfo): void {
    this.pods.set(pod.uid, pod);
    addResources(this.requested, pod.requests);
    addResources(this.scoringRequested, pod.scoringRequests);
    if (pod.hostPorts.length > 0) this.hostPorts.push(...pod.hostPorts);
  }

  removePod(pod: PodInfo): void {
    if (!this.pods.delete(pod.uid)) return;
    addResources(this.requested, pod.requests, -1);
    addResources(this.scoringRequested, pod.scoringRequests, -1);
    if (pod.hostPorts.length > 0) this.hostPorts = [...this.pods.values()].flatMap(({ hostPorts }) => hostPorts);
  }
}

/** A NodeInfo of a node object; tests and the cache build theirs with it. */
export function createNodeInfo(node: Node, pods: readonly PodInfo[] = []): NodeInfo {
  const info = new NodeInfo(nameOf(node));
  info.setNode(node);
  for (const pod of pods) info.addPod(pod);
  return info;
}
