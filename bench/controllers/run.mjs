// node bench/controllers/run.mjs --kubeconfig FILE [--replicas 500]
// How fast a running cluster makes replicas, against what one client can create by itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
const outfile = join(out, 'replicas.js');
await build({
  entryPoints: [join(here, 'replicas.ts')],
  outfile,
  tsconfig: join(here, '../../tsconfig.base.json'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(out, { recursive: true });
process.exit(status ?? 1);
