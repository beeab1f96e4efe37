export { createFakeCluster } from './fake-cluster';
export type { FakeCluster } from './fake-cluster';
export { settled } from './settled';
export type { FakeCall } from './fake-calls';
