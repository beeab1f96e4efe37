// node bench/apiserver/run.mjs [--objects 10000] [--lists 64] [--rest 60]
// Memory of the apiserver under many lists at once against its memory before, and how long a small read waits beside each
// kind of large request against how long it waits beside nothing; the built bundle and a real etcd, in one run.
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
const out = join(root, 'dist/bench/apiserver');
await build({
  entryPoints: ['main.ts', 'small-reader.ts'].map((file) => join(here, file)),
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
