// All that the package runs, in one bundle: what lies around it loads it (loading/).
export { onFirstEnd } from './cluster/first-end';
export { startCluster } from './start-cluster';
export { start as startEnvtestApiserver } from './programs/envtest-apiserver';
export { start as startTestServer } from './programs/test-server';
