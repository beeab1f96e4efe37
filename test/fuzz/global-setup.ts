import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { publishTestImages } from '../images/build';
import { startRegistry } from '../images/registry';
import { E2E, startCluster, stopCluster } from '../e2e/cluster/e2e-cluster';
import { clusterTarget } from './target/cluster-target';
import { FUZZ_DIR, saveTarget } from './target/fuzz-target';
import { untilReady } from './target/until-ready';
import { startQuietUpstream } from './target/quiet-upstream';
import { startServices } from './target/services-target';

declare global {
  var kubetsFuzzStop: (() => Promise<void>) | undefined;
}

/** A cluster to attack; with KUBETS_FUZZ_TARGET=services only etcd, apiserver and dns, which needs no root. */
async function setUp(): Promise<void> {
  mkdirSync(FUZZ_DIR, { recursive: true });
  const upstream = await startQuietUpstream();
  if (process.env.KUBETS_FUZZ_TARGET === 'services') {
    const services = await startServices(upstream.address);
    saveTarget(services.target);
    await untilReady(services.target);
    globalThis.kubetsFuzzStop = async () => {
      await services.stop();
      upstream.close();
    };
    return;
  }
  const dist = join(__dirname, '../../dist');
  await stopCluster('--delete-state'); // an interrupted run's
  const registry = await startRegistry({ dir: join(dist, 'e2e-registry'), address: '0.0.0.0', port: E2E.registryPort });
  await publishTestImages(registry.url, join(dist, 'test-images'));
  await startCluster('--service-arg', `dns:--upstream=${upstream.address}`);
  saveTarget(clusterTarget());
  globalThis.kubetsFuzzStop = async () => {
    await stopCluster('--delete-state');
    await registry.stop();
    upstream.close();
  };
}

module.exports = setUp;
