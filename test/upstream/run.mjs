// npm run conformance -- [--focus REGEX] [--serial] …: Kubernetes' own end-to-end suite against a cluster of this checkout.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireTypeScript } from '../../tools/build/require-typescript.mjs';
import { ensureBundles } from '../../tools/setup/bundles.mjs';
import { CLUSTER_PROGRAMS, missingPackages } from '../../apps/cli/src/setup/programs.mjs';
import { TEST_PROGRAMS, installPackages } from '../../tools/setup/debian-packages.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

process.exitCode = await requireTypeScript(import.meta.url, './main.ts').main(process.argv.slice(2), async () => {
  await installPackages(missingPackages({ ...CLUSTER_PROGRAMS, ...TEST_PROGRAMS }));
  await ensureBundles();
});
