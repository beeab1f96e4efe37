// What the benchmarks and comparisons of built services have in common: builds the services, bundles the command's own programs
// and runs the first of them with this process' flags.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withoutReflection } from './esbuild-parts.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** `programs` are paths below the repository, the first of them a `main.ts`, which gets `flags`. Ends the process with its exit code. */
export async function runBundled(name, { services, programs, flags = process.argv.slice(2) }) {
  for (const service of services) {
    const bundled = spawnSync(process.execPath, ['tools/build/bundle.mjs', service], { cwd: root, stdio: 'inherit' });
    if (bundled.status !== 0) process.exit(1);
  }
  const out = join(root, `dist/bundled/${name}-${process.pid}`);
  await build({
    entryPoints: programs.map((program) => join(root, program)),
    entryNames: '[name]',
    outdir: out,
    tsconfig: join(root, 'tsconfig.base.json'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    plugins: [withoutReflection],
  });
  const { status } = spawnSync(process.execPath, [join(out, 'main.js'), ...flags], {
    stdio: 'inherit',
    cwd: root,
  });
  rmSync(out, { recursive: true });
  process.exit(status ?? 1);
}
