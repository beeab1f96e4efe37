// node bench/dns/run.mjs [--services 10000] [--queries 200000] [--rounds 3]
// Queries per second of the server's CPU time, against a bare node:dgram echo on the same machine in the same run; and of two workers that share the port.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
await build({
  entryPoints: ['main.ts', 'dns-server.ts', 'echo-server.ts', 'workers-server.ts'].map((file) => join(here, file)),
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
