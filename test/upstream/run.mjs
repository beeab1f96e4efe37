// npm run conformance -- [--focus REGEX] [--serial] …: Kubernetes' own end-to-end suite against a cluster of this checkout.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { ensureBundles } from '../../tools/setup/bundles.mjs';
import { CLUSTER_PROGRAMS, missingPackages } from '../../apps/cli/src/setup/programs.mjs';
import { TEST_PROGRAMS, installPackages } from '../../tools/setup/debian-packages.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

// Not one bundle, as the benchmarks are: what the end-to-end tests share finds its files beside its source.
const require = createRequire(import.meta.url);
require.extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
    sourcefile: file,
    sourcemap: 'inline',
    supported: { 'dynamic-import': false },
  });
  module._compile(code, file);
};

process.exitCode = await require('./main.ts').main(process.argv.slice(2), () => {
  installPackages(missingPackages({ ...CLUSTER_PROGRAMS, ...TEST_PROGRAMS }));
  ensureBundles();
});
