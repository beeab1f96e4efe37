import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishTestImages } from '../images/build';
import { startRegistry, type Registry } from '../images/registry';
import { CLUSTER, compose } from './compose-cluster';
import { makeBaseImages } from './engine/base-images';
import { startEngine, stopEngine } from './engine/docker-engine';
import { ENGINE, ROOT, STATE_DIR } from './engine/paths';

declare global {
  var kubetsComposeRegistry: Registry | undefined;
}

/** Starts an engine, makes the base images and all of ours, and a registry with the documents' images. */
async function setUp(): Promise<void> {
  await stopEngine(); // an interrupted run's
  await startEngine();
  mkdirSync(CLUSTER.kubeconfigDir, { recursive: true });
  const registryDir = join(STATE_DIR, 'registry');
  rmSync(registryDir, { recursive: true, force: true });
  globalThis.kubetsComposeRegistry = await startRegistry({ dir: registryDir, address: ENGINE.hostAddress, port: ENGINE.registryPort });
  await publishTestImages(globalThis.kubetsComposeRegistry.url, join(ROOT, 'dist/test-images'));
  await makeBaseImages({ debian: 'debian:bookworm-slim', node: 'node:20-bookworm-slim' });
  const before = Date.now();
  await compose(['--profile', 'ha', '--profile', 'node-3', 'build']);
  writeFileSync(join(STATE_DIR, 'build-ms'), String(Date.now() - before));
}

module.exports = setUp;
