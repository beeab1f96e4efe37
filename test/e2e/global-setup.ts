import { join } from 'node:path';
import { publishTestImages } from '../images/build';
import { startRegistry, type Registry } from '../images/registry';
import { E2E, startCluster, stopCluster } from './cluster/e2e-cluster';

declare global {
  var kubetsRegistry: Registry | undefined;
}

/** Starts the registry with the documents' images, and one cluster for all tests. */
async function setUp(): Promise<void> {
  const dist = join(__dirname, '../../dist');
  await stopCluster('--delete-state'); // an interrupted run's
  globalThis.kubetsRegistry = await startRegistry({
    dir: join(dist, 'e2e-registry'),
    address: '0.0.0.0',
    port: E2E.registryPort,
  });
  await publishTestImages(globalThis.kubetsRegistry.url, join(dist, 'test-images'));
  await startCluster();
}

module.exports = setUp;
