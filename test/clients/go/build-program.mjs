// @ts-check
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the program in `envtest` requires, by the version of controller-runtime. @param {string} version */
export const envtestModules = (version) => ({
  'sigs.k8s.io/controller-runtime': version,
  'k8s.io/apiextensions-apiserver': '0.37.0',
});

const TIMEOUT_MS = 20 * 60_000;

/**
 * Builds the Go program of the folders' files, as `program` in a folder that is there; what the required versions depend on follows from
 * their go.mod.
 *
 * @param {string} into
 * @param {readonly string[]} folders
 * @param {Readonly<Record<string, string>>} required versions by module
 * @throws Error with what go said last
 */
export function buildProgram(into, folders, required) {
  for (const folder of folders)
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.go')))
      copyFileSync(join(folder, file), join(into, file));
  const requirements = Object.entries(required).map(([module, version]) => `require ${module} v${version}\n`);
  writeFileSync(join(into, 'go.mod'), `module kubets.test/clients\n\ngo 1.16\n\n${requirements.join('')}`);
  go(into, 'mod', 'tidy');
  go(into, 'build', '-o', 'program', '.');
}

/** @param {string} cwd @param {string[]} args */
function go(cwd, ...args) {
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' };
  const { status, stderr, error } = spawnSync('go', args, { cwd, env, encoding: 'utf8', timeout: TIMEOUT_MS });
  if (error) throw new Error(`go cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`go ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}`);
}
