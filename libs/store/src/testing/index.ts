export { collect, describeStoreContract } from './store-contract';
export { freePort, startEtcd } from './etcd-process';
export type { EtcdProcess } from './etcd-process';
export { nextGeneration } from '../warm-objects';
