import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';

// buf's npm package finds the binary of its platform package by itself; nothing has to run at install time.
const launcher = join(root, 'node_modules/@bufbuild/buf/bin/buf');

/** Runs buf at the repository's root and returns what it printed. Throws with buf's own message when it fails. */
export function buf(...args) {
  return execFileSync(process.execPath, [launcher, ...args], {
    cwd: root,
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The FileDescriptorSet of the protos in a folder, as JSON with options by name and comments kept. */
export function buildImage(protos) {
  return JSON.parse(buf('build', protos, '--output', '-#format=json'));
}

/** What buf has to say when it fails; empty when it does not. */
export function complaints(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return status === 0 ? '' : `buf ${args.join(' ')}:\n${stdout}${stderr}`;
}
