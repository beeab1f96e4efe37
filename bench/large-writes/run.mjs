// node bench/large-writes/run.mjs [--only REGEX] [--bound 100] [--small 1000] [--profile DIRECTORY]
// Sends the apiserver's built bundle, over a real etcd, the requests that take it longest, and prints for each the longest
// turn of its event loop and the longest wait of a client that reads a small object every 10 ms; fails when a turn was
// longer than the bound in milliseconds. First, how long small writes take.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const bundled = spawnSync(process.execPath, ['tools/build/bundle.mjs', 'apiserver'], { cwd: root, stdio: 'inherit' });
if (bundled.status !== 0) process.exit(1);
// Below the repository, as etcd3 has to find its own files.
const out = join(root, 'dist/bench/large-writes');
await build({
  entryPoints: [join(here, 'main.ts'), join(here, 'turn-probe.ts'), join(here, '../apiserver/small-reader.ts')],
  entryNames: '[name]',
  outdir: out,
  tsconfig: join(root, 'tsconfig.base.json'),
  bundle: true,
  external: ['etcd3'],
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [join(out, 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
rmSync(out, { recursive: true });
process.exit(status ?? 1);
