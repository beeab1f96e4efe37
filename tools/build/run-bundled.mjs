// What benchmarks and comparisons have in common: builds the services that they are about, bundles the command's own programs and
// runs the first of them with this process' flags.
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withoutReflection } from './esbuild-parts.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Bundles programs, which are paths below the repository, into a folder of this process and returns that; somebody has to remove it. */
export async function bundlePrograms(name, programs) {
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
  return out;
}

/**
 * `programs` are paths below the repository, of which the first gets `flags` and finds the others beside it, and what is `copied`
 * as it is. Ends the process with its exit code.
 */
export async function runBundled(name, { services = [], programs, copied = [], flags = process.argv.slice(2) }) {
  for (const service of services) {
    const bundled = spawnSync(process.execPath, ['tools/build/bundle.mjs', service], { cwd: root, stdio: 'inherit' });
    if (bundled.status !== 0) process.exit(1);
  }
  const out = await bundlePrograms(name, programs);
  for (const file of copied) copyFileSync(join(root, file), join(out, basename(file)));
  const { status } = spawnSync(process.execPath, [join(out, `${basename(programs[0], '.ts')}.js`), ...flags], {
    stdio: 'inherit',
    cwd: root,
  });
  rmSync(out, { recursive: true });
  process.exit(status ?? 1);
}
