// npm run software -- [--only NAME]: what people run in clusters and against them, built from public Go modules, in a cluster of this checkout.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireTypeScript } from '../../tools/build/require-typescript.mjs';
import { ensureBundles } from '../../tools/setup/bundles.mjs';
import { CLIENT_PROGRAMS, CLUSTER_PROGRAMS, missingPackages } from '../../apps/cli/src/setup/programs.mjs';
import { TEST_PROGRAMS, installPackages } from '../../tools/setup/debian-packages.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

process.exitCode = await requireTypeScript(import.meta.url, './main.ts').main(process.argv.slice(2), async () => {
  await installPackages(missingPackages({ ...CLUSTER_PROGRAMS, ...CLIENT_PROGRAMS, ...TEST_PROGRAMS }));
  await ensureBundles();
});
