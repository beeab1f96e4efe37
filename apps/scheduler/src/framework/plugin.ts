import type { Selector } from '@kubets/apimachinery';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { DeviceClass, DeviceTaintRule, ResourceClaim, ResourceSlice } from '@kubets/proto-gen/resource/v1';
import type { CSIDriver, CSINode, CSIStorageCapacity, StorageClass } from '@kubets/proto-gen/storage/v1';
import type { NamespaceLabels } from '../cache/affinity-term';
import type { ImageIndex } from '../cache/image-index';
import type { NodeInfo } from '../cache/node-info';
import type { PodGroups } from '../cache/pod-groups';
import type { PodInfo } from '../cache/pod-info';

/** Claims, volumes and classes, as far as they are known. */
export interface StorageView {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  /** Those of a class. */
  volumes(storageClass: string): readonly PersistentVolume[];
  storageClass(name: string): StorageClass | undefined;
  csiNode(name: string): CSINode | undefined;
  csiDriver(name: string): CSIDriver | undefined;
  /** How much storage drivers have for a class, each for a part of the nodes. */
  capacities(storageClass: string): readonly CSIStorageCapacity[];
}

/** Devices and who claims them, as far as they are known. */
export interface DeviceView {
  claim(namespace: string, name: string): ResourceClaim | undefined;
  deviceClass(name: string): DeviceClass | undefined;
  /** Those of pools that are whole. */
  slices(): readonly ResourceSlice[];
  taintRules(): readonly DeviceTaintRule[];
  /** Devices that are allocated, or about to be, as DRIVER/POOL/DEVICE. */
  taken(): ReadonlySet<string>;
  /** Whether devices that were found for the claim are not known to be written yet. */
  isAssumed(claim: ResourceClaim): boolean;
}

/** What plugins may know of the cluster. */
export interface ClusterView {
  readonly nodes: readonly NodeInfo[];
  readonly groups: PodGroups;
  readonly images: Pick<ImageIndex, 'get'>;
  readonly namespaceLabels: NamespaceLabels;
  readonly storage: StorageView;
  readonly devices: DeviceView;
  /** What the Services and controllers of a pod select together; undefined when it has none. */
  workloadSelector(pod: PodInfo): Selector | undefined;
}

/** Why a node is out. `resolvable`: removing pods from the node could change it. */
export interface Rejection {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}

/** A rejection that no removal of pods would change. */
export const unresolvable = (reason: string): Rejection => ({ reasons: [reason], resolvable: false });

export type NodeFilter = (node: NodeInfo) => Rejection | undefined;

/** Rejects every node. */
export function nowhere(reason: string): NodeFilter {
  const rejection = unresolvable(reason);
  return () => rejection;
}

/** What happened in the cluster, as far as it may make a waiting pod schedulable. */
export type ClusterEvent =
  | { type: 'node-added'; node: Node }
  | { type: 'node-updated'; node: Node; previous: Node }
  | { type: 'pod-assigned'; pod: PodInfo }
  | { type: 'pod-relabeled'; pod: PodInfo; previous: PodInfo }
  | { type: 'pod-shrunk'; pod: PodInfo }
  | { type: 'pod-gone'; pod: PodInfo }
  | { type: 'devices-changed' }
  | { type: 'storage-changed' };

/**
 * A scheduling rule. `filter` and `score` are called once per pod to look at the pod and the cluster, and return
 * what is then applied to nodes; undefined means that the plugin has nothing to say about this pod.
 */
export interface Plugin {
  readonly name: string;
  filter?(pod: PodInfo, cluster: ClusterView): NodeFilter | undefined;
  /** How much the plugin's scores count. */
  readonly weight?: number;
  /** A score of 0 to 100 for each of the nodes, which have all passed the filters. */
  score?(pod: PodInfo, nodes: readonly NodeInfo[], cluster: ClusterView): ArrayLike<number> | undefined;
  /** Whether the event may change this plugin's refusal of the pod. Without it, only the pod's own update does. */
  mayUnblock?(event: ClusterEvent, pod: PodInfo): boolean;
}

export const MAX_NODE_SCORE = 100;
