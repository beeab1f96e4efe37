// npm run bench -- xds [--services 10000] [--endpoints 10] [--clients 100] [--subscribed 20] [--changes 200]
// What a changed endpoint costs the server that tells gRPC clients the endpoints of Services: bytes on the wire, clients that are told, and time of
// the processor; beside it the bytes of telling everybody all they subscribed to.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
await build({
  entryPoints: [join(here, 'main.ts')],
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
