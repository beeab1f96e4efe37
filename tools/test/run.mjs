// `npm test`: everything, on a fresh machine too. Ends with `N passed, N failed`, where a check that is not made of
// single tests (lint, types, generated code, build) counts as one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBundles } from '../setup/bundles.mjs';
import { CLIENT_PROGRAMS, CLUSTER_PROGRAMS, TEST_PROGRAMS, installPackages, missingPackages } from '../setup/debian-packages.mjs';
import { ensureNodeDependencies } from '../setup/node-dependencies.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

const total = { passed: 0, failed: 0 };
const only = process.argv.slice(2);
const canRunClusters = process.platform === 'linux' && process.getuid() === 0;

step('set-up', () => {
  if (canRunClusters) installPackages(missingPackages({ ...CLUSTER_PROGRAMS, ...CLIENT_PROGRAMS, ...TEST_PROGRAMS }));
  ensureNodeDependencies();
});
command('generated code', 'node', ['tools/generate/generate.mjs', '--check']);
command('types', 'npx', ['tsc', '-p', 'tsconfig.json']);
command('lint', 'npx', ['eslint', '--max-warnings', '0', '.']);
step('build', ensureBundles);
jest('unit');
if (canRunClusters) {
  jest('integration', '--runInBand');
  jest('e2e', '--runInBand');
} else {
  console.log('\n!!! NOT RUN: integration and end-to-end tests. They need Linux and root: they start etcd, containerd and network namespaces. !!!\n');
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

function wanted(name) {
  return only.length === 0 || only.includes(name);
}

function step(name, work) {
  if (!wanted(name) && name !== 'set-up') return;
  const before = Date.now();
  try {
    work();
    count(name, before, 1, 0);
  } catch (error) {
    console.error(error.message);
    count(name, before, 0, 1);
  }
}

function command(name, program, args) {
  step(name, () => {
    if (spawnSync(program, args, { stdio: 'inherit' }).status !== 0) throw new Error(`${name}: failed`);
  });
}

function jest(project, ...args) {
  if (!wanted(project)) return;
  const before = Date.now();
  const report = `dist/test-${project}.json`;
  mkdirSync('dist', { recursive: true });
  rmSync(report, { force: true });
  const result = spawnSync('npx', ['jest', '--selectProjects', project, '--json', '--outputFile', report, '--passWithNoTests', '--forceExit', ...args], {
    stdio: ['inherit', 'ignore', 'inherit'],
  });
  if (!existsSync(report)) return count(project, before, 0, 1);
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return count(project, before, numPassedTests, failed > 0 || result.status === 0 ? failed : 1);
}

function count(name, before, passed, failed) {
  total.passed += passed;
  total.failed += failed;
  console.log(`--- ${name}: ${passed} passed, ${failed} failed (${((Date.now() - before) / 1000).toFixed(1)} s)`);
}
