export { startCluster } from './cluster/start-cluster';
export type { Cluster, ClusterOptions } from './cluster/start-cluster';
export type { ComponentName } from './cluster/control-plane';
export type { SimulatedNodeOptions } from './nodes/node-object';
export type { PodBehaviour } from './nodes/pod-behaviour';
export type { PodSelection } from './nodes/simulated-nodes';
export type { EventuallyOptions, Found } from './objects/eventually';
