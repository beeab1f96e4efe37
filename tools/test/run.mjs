// `npm test`: everything, on a fresh machine too; `npm test -- unit e2e` parts of it; `npm test -- --node 24` the same on another
// Node.js, of which npm has the binary. Ends with `N passed, N failed`, where a check that is not made of
// single tests (lint, types, generated code, build) counts as one.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBundles } from '../setup/bundles.mjs';
import { CLIENT_PROGRAMS, CLUSTER_PROGRAMS, missingPackages } from '../../apps/cli/src/setup/programs.mjs';
import {
  BROWSER_PROGRAMS,
  COMPOSE_PROGRAMS,
  JAVA_PROGRAMS,
  TEST_PROGRAMS,
  installPackages,
} from '../setup/debian-packages.mjs';
import { LONG_TERM_NODE, nodeBinary } from '../setup/node-binary.mjs';
import { ensureNodeDependencies } from '../setup/node-dependencies.mjs';
import { runJest } from './jest-run.mjs';
import { toldOf } from './second-try.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

const total = { passed: 0, failed: 0 };
/** Told at the end, where they are found. */
const failures = [];
const { values: options, positionals: only } = parseArgs({
  options: { node: { type: 'string' } },
  allowPositionals: true,
});
if (options.node) process.exit(onOtherNode(options.node));
const canRunClusters = process.platform === 'linux' && process.getuid() === 0;

mkdirSync('dist', { recursive: true });
await step('set-up', async () => {
  const programs = { ...CLUSTER_PROGRAMS, ...CLIENT_PROGRAMS, ...TEST_PROGRAMS };
  if (canRunClusters) await installPackages(missingPackages({ ...programs, ...(wanted('e2e') && BROWSER_PROGRAMS) }));
  if (canRunClusters && asksForJava()) await installPackages(missingPackages(JAVA_PROGRAMS));
  await ensureNodeDependencies();
});
await Promise.all([
  command('generated code', 'node', ['tools/generate/generate.mjs', '--check']),
  command('types', 'npm', ['run', '--silent', 'typecheck']),
  command('format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']),
  // The rule of who may import whom needs Nx' project graph, which a fresh clone does not have yet.
  command('lint', 'npm', ['run', '--silent', 'lint']),
]);
await step('build', ensureBundles);
// The cluster in containers waits more than it works: what has to be worked for is done meanwhile, and comes after it.
await Promise.all([composeInContainers(), unitAndIntegration()]);
await jest('timing', '--runInBand');
if (canRunClusters) {
  await jestOf('integration', 'integration, timing', 'integration-timing', '--runInBand');
  await jest('e2e', '--runInBand');
  await jest('fuzz', '--runInBand');
} else {
  notRun(
    'integration, end-to-end and docker-compose tests',
    'They need Linux and root: they start etcd, containerd, dockerd and network namespaces.',
  );
}
if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

/** All that was asked for, by another Node.js: whatever is started finds it first. Returns the exit code. */
function onOtherNode(version) {
  const binary = nodeBinary(version);
  const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
  return spawnSync(binary, [fileURLToPath(import.meta.url), ...only], { stdio: 'inherit', env }).status ?? 1;
}

async function unitAndIntegration() {
  await jest('unit', '--maxWorkers=100%');
  await unitOnLongTermNode();
  if (canRunClusters) await jest('integration', '--maxWorkers=100%');
}

async function composeInContainers() {
  if (canRunClusters && (await engineCanBeHad())) await jest('compose', '--runInBand');
}

/** What has most to do with Node.js itself; all of it by --node. */
async function unitOnLongTermNode() {
  const [major] = LONG_TERM_NODE.split('.');
  if (!wanted('unit') || process.versions.node.startsWith(`${major}.`)) return;
  let binary;
  try {
    binary = nodeBinary(LONG_TERM_NODE);
  } catch (error) {
    return notRun(`unit tests on Node.js ${major}`, error.message);
  }
  await jestOn(binary, `unit on Node.js ${major}`, 'unit', [
    '--maxWorkers=100%',
    '--testPathPatterns=libs/(component|rpc|client|store)/',
  ]);
}

/** Not in every run: what Java's clients need is large. */
function asksForJava() {
  return (process.env.KUBETS_CLIENTS ?? '').split(',').some((asked) => asked === 'all' || asked === 'java');
}

async function engineCanBeHad() {
  if (!wanted('compose')) return false;
  try {
    await installPackages(missingPackages(COMPOSE_PROGRAMS));
    return true;
  } catch (error) {
    notRun('docker-compose tests', error.message);
    return false;
  }
}

function notRun(what, why) {
  console.log(`\n!!! NOT RUN: ${what}. ${why} !!!\n`);
}

function wanted(name) {
  return only.length === 0 || only.includes(name);
}

/** What the parts that were asked for cannot do without: all need the set-up, and these the services as they are bundled. */
function needed(name) {
  return name === 'set-up' || (name === 'build' && ['integration', 'e2e', 'fuzz', 'compose'].some(wanted));
}

async function step(name, work) {
  if (!wanted(name) && !needed(name)) return;
  const before = Date.now();
  try {
    await work();
    count(name, before, 1, 0);
  } catch (error) {
    console.error(error.message);
    count(name, before, 0, 1);
  }
}

function command(name, program, args) {
  return step(name, async () => {
    const [code] = await once(spawn(program, args, { stdio: 'inherit' }), 'close');
    if (code !== 0) throw new Error(`${name}: failed`);
  });
}

async function jest(part, ...args) {
  await jestOf(part, part, part, ...args);
}

async function jestOf(part, name, project, ...args) {
  if (wanted(part)) await jestOn(process.execPath, name, project, args);
}

async function jestOn(node, name, project, args) {
  const before = Date.now();
  const first = await runJest(node, project, args);
  if (first.failedFiles.length > 0) {
    // Tells whether a failure comes and goes. It stays a failure: a test that passes at times only is a defect to be found.
    console.log(`!!! ${name}: failed; a second try, for what it tells, of ${first.failedFiles.join(' ')}`);
    failures.push(...toldOf(name, first, await runJest(node, project, args, first.failedFiles)));
  }
  count(name, before, first.passed, first.failed);
}

function count(name, before, passed, failed) {
  total.passed += passed;
  total.failed += failed;
  console.log(`--- ${name}: ${passed} passed, ${failed} failed (${((Date.now() - before) / 1000).toFixed(1)} s)`);
}
