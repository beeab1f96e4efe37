import { existsSync } from 'node:fs';
import { stopEngine } from './engine/docker-engine';
import { ENGINE } from './engine/paths';

async function tearDown(): Promise<void> {
  if (process.env.KUBETS_KEEP) return; // for looking around after a failure
  await globalThis.kubetsComposeRegistry?.stop();
  await stopEngine();
  if (existsSync(`/run/netns/${ENGINE.netns}`)) throw new Error(`the network namespace ${ENGINE.netns} is left behind`);
}

module.exports = tearDown;
