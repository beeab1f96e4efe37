import { kit } from './loaded-kit.cjs';
export const { startCluster, startEnvtestApiserver, startTestServer } = kit;
