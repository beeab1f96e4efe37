import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishTestImages } from '../images/build';
import { startRegistry, type Registry } from '../images/registry';
import { createComposeCluster } from './compose-cluster';
import { makeBaseImages } from './engine/base-images';
import { oldestCompose } from './engine/compose-program';
import { startEngine, stopEngine } from './engine/docker-engine';
import { ENGINE, ROOT, STATE_DIR } from './engine/paths';

declare global {
  var kubetsComposeRegistry: Registry | undefined;
}

/** Starts an engine, makes the base images and all of ours, and a registry with the documents' images. */
async function setUp(): Promise<void> {
  await stopEngine(); // an interrupted run's
  await startEngine();
  globalThis.kubetsComposeRegistry = await startRegistry({
    dir: join(STATE_DIR, 'registry'),
    address: ENGINE.hostAddress,
    port: ENGINE.registryPort,
  });
  await Promise.all([
    publishTestImages(globalThis.kubetsComposeRegistry.url, join(ROOT, 'dist/test-images')),
    makeBaseImages(),
  ]);
  const { compose } = createComposeCluster({ program: oldestCompose, project: 'kubets-build' });
  const before = Date.now();
  await compose(['--profile', 'ha', '--profile', 'node-3', '--profile', 'dashboard', 'build']);
  writeFileSync(join(STATE_DIR, 'build-ms'), String(Date.now() - before));
}

module.exports = setUp;
