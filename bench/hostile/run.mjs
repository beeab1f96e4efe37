// node bench/hostile/run.mjs [--kube-apiserver FILE] [--only REGEX] [--bound 100] [--rest 60] [--json]
// Aimed inputs, one after the other, each to Kubernetes' kube-apiserver (a binary, or KUBE_APISERVER) and to ours, with a
// client beside each that reads an object every 10 ms. Prints for each kind of input how many were held and the longest wait
// of that client; memory before, at the peak and so many seconds after; what was not held, what made the client wait longer
// than the bound in milliseconds, and what Kubernetes answers with another code. gRPC calls and DNS packets go to ours alone.
// The etcd of both is the one in PATH.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
for (const app of ['apiserver', 'dns']) {
  const bundled = spawnSync(process.execPath, ['tools/build/bundle.mjs', app], { cwd: root, stdio: 'inherit' });
  if (bundled.status !== 0) process.exit(1);
}
// Below the repository, as etcd3 has to find its own files.
const out = join(root, `dist/bench/hostile-${process.pid}`);
await build({
  entryPoints: [join(here, 'main.ts'), join(here, '../apiserver/small-reader.ts')],
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
