import { rmSync } from 'node:fs';
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
  const registryDir = join(dist, 'e2e-registry');
  rmSync(registryDir, { recursive: true, force: true });
  globalThis.kubetsRegistry = await startRegistry({ dir: registryDir, address: '0.0.0.0', port: E2E.registryPort });
  await publishTestImages(globalThis.kubetsRegistry.url, join(dist, 'test-images'));
  await startCluster();
}

module.exports = setUp;
