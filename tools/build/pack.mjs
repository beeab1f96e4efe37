// `npm run pack`: builds, and makes dist/kubets-VERSION.tgz, a package that holds the command and the bundles and needs no other:
// `npm install --global dist/kubets-VERSION.tgz`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ensureBundles } from '../setup/bundles.mjs';
import { BUNDLED, COMMONJS_IN_MODULES } from './esbuild-parts.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));
await ensureBundles();

const PACKAGE = 'dist/package';
const { name, version, description, license, engines, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync(PACKAGE, { recursive: true, force: true });
mkdirSync(PACKAGE, { recursive: true });
const manifest = { name, version, description, license, engines, bin };
writeFileSync(join(PACKAGE, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const path of ['README.md', 'tools/setup', 'apps/cli/src/setup', 'dist/apps'])
  cpSync(path, join(PACKAGE, path), { recursive: true, filter: (file) => !/\.(test\.ts|map)$/.test(file) });
// What set-up takes from npm packages comes within the file that needs it.
const CONFIGURATION_FILE = 'apps/cli/src/setup/configuration-file.mjs';
await build({
  entryPoints: [CONFIGURATION_FILE],
  outfile: join(PACKAGE, CONFIGURATION_FILE),
  ...BUNDLED,
  format: 'esm',
  banner: { js: COMMONJS_IN_MODULES },
  allowOverwrite: true,
});
execFileSync('npm', ['pack', '--silent', '--pack-destination', 'dist', `./${PACKAGE}`], { stdio: 'inherit' });
