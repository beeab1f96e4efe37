import { stopCluster } from './cluster/e2e-cluster';

async function tearDown(): Promise<void> {
  if (process.env.KUBETS_KEEP) return; // for looking around after a failure
  await stopCluster('--delete-state');
  await globalThis.kubetsRegistry?.stop();
}

module.exports = tearDown;
