// node bench/scheduler/run.mjs [--nodes 5000] [--pods 10000]
// Pods scheduled per second, against only creating and binding them, on the same in-memory apiserver in the same run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
await build({
  entryPoints: ['main.ts'].map((file) => join(here, file)),
  outdir: out,
  tsconfig: join(here, '../../tsconfig.base.json'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [join(out, 'main.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(out, { recursive: true });
process.exit(status ?? 1);
