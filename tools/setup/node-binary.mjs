// Another Node.js than the one that runs this, for tests and for the tests' images: npm carries the binary of every version.
// `node tools/setup/node-binary.mjs [VERSION]` prints where it is.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The newest long-term release, which images take. */
export const LONG_TERM_NODE = '26.10.0';

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');

/** Path of the binary of a version, such as 26.10.0 or 26; it is installed below dist/ where it is not there yet. */
export function nodeBinary(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const dir = join(ROOT, 'dist/node', version);
  const binary = join(dir, 'node_modules', name, 'bin/node');
  if (existsSync(binary)) return binary;
  mkdirSync(dir, { recursive: true });
  const words = ['install', '--prefix', dir, '--no-save', '--ignore-scripts', '--loglevel=error', `${name}@${version}`];
  const { status, stderr, stdout } = spawnSync('npm', words, { encoding: 'utf8', cwd: dir });
  if (status === 0 && existsSync(binary)) return binary;
  rmSync(dir, { recursive: true, force: true });
  throw new Error(`Node.js ${version} cannot be had from npm (${name}): ${stderr || stdout}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(nodeBinary(process.argv[2] ?? LONG_TERM_NODE));
