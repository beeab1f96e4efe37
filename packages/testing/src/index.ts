export { startCluster } from './cluster/start-cluster';
export type { Cluster, ClusterFaults, ClusterOptions } from './cluster/start-cluster';
export type { ComponentName } from './cluster/component-names';
export type { Chance, StoreFaults } from './faults/faulty-store';
export type { ClusterNodes } from './nodes/cluster-nodes';
export type { SimulatedNodeOptions } from './nodes/node-object';
export type { PodBehaviour, PodSelection } from './nodes/pod-behaviour';
export type { EventuallyOptions, Found } from './objects/eventually';
