export { createKubeClient, openKubeClient } from './kube-client';
export type { KubeClient, KubeClientOptions } from './kube-client';
export type { NodesClient, PodsClient, ResourceClients, ServiceAccountsClient, StoredName } from './resource-clients';
export type {
  DeleteParams,
  ListParams,
  ObjectList,
  ObjectPatch,
  ObjectRef,
  ResourceClient,
  WatchEvent,
  WatchParams,
  WriteParams,
} from './resource-client';
export { dynamicClient, watchResources } from './dynamic-client';
export type { DynamicClientOptions, ResourceAddress, ScalesClient, ServedResource } from './dynamic-client';
export { dynamicCluster, followResources } from './dynamic-cluster';
export type { ApiReader, DynamicCluster } from './dynamic-cluster';
export { followKinds } from './follow-kinds';
export type { FollowKindsOptions, KindsFollower } from './follow-kinds';
export { createInformer } from './informer';
export type { Informer, InformerOptions } from './informer';
export { identityOf } from './transformed';
export { createInformerSet, startInformers, unsyncedInformers } from './informer-set';
export type { Informers, InformerScope, InformerSet } from './informer-set';
export { createLister } from './lister';
export type { Indexers, Lister, MutableLister } from './lister';
export { createReviews } from './reviews';
export type { Reviews } from './reviews';
export { runAsLeader } from './run-as-leader';
export type { LeaderElectionConfig, RunAsLeaderOptions } from './run-as-leader';
export { createEventRecorder } from './event-recorder';
export type { EventRecorder, EventRecorderOptions } from './event-recorder';
