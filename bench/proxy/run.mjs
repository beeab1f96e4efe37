// node bench/proxy/run.mjs [SERVICES …]: needs Linux, root and nftables; works in network namespaces of its own.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const directory = mkdtempSync(join(tmpdir(), 'kubets-bench-proxy-'));
try {
  await build({
    entryPoints: ['main.ts', 'memory.ts'].map((file) => join(here, file)),
    outdir: directory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    tsconfig: join(root, 'tsconfig.base.json'),
    logLevel: 'warning',
  });
  // Programs that run in the namespaces.
  copyFileSync(join(root, 'apps/proxy/src/testing/echo-server.cjs'), join(directory, 'echo-server.cjs'));
  copyFileSync(join(here, 'connect-times.cjs'), join(directory, 'connect-times.cjs'));
  process.exitCode =
    spawnSync(process.execPath, [join(directory, 'main.cjs'), ...process.argv.slice(2)], { stdio: 'inherit' }).status ??
    1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
