import type { Container, Node, Pod } from '@kubets/proto-gen/core/v1';
import type { ClusterView, DeviceView, StorageView } from '../framework/plugin';
import { SchedulerCache } from '../cache/scheduler-cache';
import { createPodInfo, type PodInfo } from '../cache/pod-info';

/** A ready node with room for 110 pods, 2 CPUs and 4 GiB; the hostname label is set. */
export function buildNode(
  name: string,
  o: { labels?: Record<string, string>; spec?: Node['spec']; status?: Node['status'] } = {},
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...o.labels } },
    ...(o.spec && { spec: o.spec }),
    status: { allocatable: { cpu: '2', memory: '4Gi', pods: '110' }, ...o.status },
  };
}

let uids = 0;

/** A pending pod of namespace default, with one container unless `spec` has others. */
export function buildPod(
  name: string,
  o: {
    namespace?: string;
    labels?: Record<string, string>;
    metadata?: Pod['metadata'];
    spec?: Pod['spec'];
    requests?: Record<string, string>;
    node?: string;
  } = {},
): Pod {
  const container: Container = {
    name: 'main',
    image: 'nginx',
    ...(o.requests && { resources: { requests: o.requests } }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: o.namespace ?? 'default',
      uid: `uid-${++uids}`,
      ...(o.labels && { labels: o.labels }),
      ...o.metadata,
    },
    spec: {
      containers: [container],
      schedulerName: 'default-scheduler',
      ...(o.node && { nodeName: o.node }),
      ...o.spec,
    },
    status: { phase: 'Pending' },
  };
}

export function buildPodInfo(name: string, o: Parameters<typeof buildPod>[1] = {}): PodInfo {
  return createPodInfo(buildPod(name, o));
}

/** Nothing is known of storage. */
export const noStorage: StorageView = {
  claim: () => undefined,
  volume: () => undefined,
  volumes: () => [],
  storageClass: () => undefined,
  csiNode: () => undefined,
  csiDriver: () => undefined,
  capacities: () => [],
};

/** Nothing is known of devices. */
const noDevices: DeviceView = {
  claim: () => undefined,
  deviceClass: () => undefined,
  slices: () => [],
  taintRules: () => [],
  taken: () => new Set(),
  isAssumed: () => false,
};

/** A cache with these nodes and the pods among `pods` that have a node, as plugins see it. */
export function buildCluster(
  nodes: readonly Node[],
  pods: readonly Pod[] = [],
  o: Partial<Pick<ClusterView, 'namespaceLabels' | 'workloadSelector' | 'storage' | 'devices'>> = {},
): ClusterView & { cache: SchedulerCache } {
  const cache = new SchedulerCache();
  for (const node of nodes) cache.setNode(node);
  for (const pod of pods) if (pod.spec?.nodeName) cache.setPod(pod);
  return {
    cache,
    nodes: cache.nodes,
    groups: cache.groups,
    images: cache.images,
    storage: noStorage,
    devices: noDevices,
    namespaceLabels: () => undefined,
    workloadSelector: () => undefined,
    ...o,
  };
}
