#!/usr/bin/env node
// The command `kubets`, and what `npm start`, `npm stop` and `npm run status` run: checks what is asked for, does what set-up is
// missing, then hands over to the CLI. Plain JavaScript without dependencies, for on a fresh clone there is nothing else yet.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  isSupervised,
  knownClusters,
  readStoredOptions,
  stateDirOfCluster,
  supervisorProgram,
} from '../../apps/cli/src/setup/known-clusters.mjs';
import { InterruptedError } from '../../apps/cli/src/setup/interrupted-error.mjs';
import { readMachine } from '../../apps/cli/src/setup/machine.mjs';
import { seconds, step as tellStep } from '../../apps/cli/src/setup/moving-line.mjs';
import { oneAtATime } from '../../apps/cli/src/setup/one-at-a-time.mjs';
import { planStart } from '../../apps/cli/src/setup/plan-start.mjs';
import { ProblemsError } from '../../apps/cli/src/setup/problems.mjs';
import { CLIENT_PROGRAMS, CLUSTER_PROGRAMS, missingPackages, programsOf } from '../../apps/cli/src/setup/programs.mjs';
import { readConfiguration, textOfConfiguration } from '../../apps/cli/src/setup/configuration-file.mjs';
import { askedOptions, readStartFlags } from '../../apps/cli/src/setup/read-flags.mjs';
import { tryMirrors } from '../../apps/cli/src/setup/registry-mirrors.mjs';
import { DEFAULT_OPTIONS, helpOf, START_OPTION_ENTRIES } from '../../apps/cli/src/setup/start-options.mjs';
import { bundlesAreCurrent, ensureBundles } from './bundles.mjs';
import { installPackages } from './debian-packages.mjs';
import { installedPackages } from './installed-packages.mjs';
import { giveToOwner } from './give-to-owner.mjs';
import { ensureNodeDependencies } from './node-dependencies.mjs';

const MINIMUM_NODE = 20;
const INTERRUPTED_EXIT_CODE = 130;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const CLI = resolve(root, 'dist/apps/cli/main.js');
/** A package that npm has installed brings its bundles; a clone builds them. */
const isClone = existsSync(resolve(root, 'tools/build/bundle.mjs'));
const [command = '--help', ...rest] = process.argv.slice(2);
/** Where people are told what goes on; what a program reads of a command is the CLI's. */
let out = process.stdout;

try {
  requireNode();
  if (command === 'start') await prepareStart();
  else if (command === 'upgrade' && isClone) await prepareUpgrade();
  else if (!existsSync(CLI) && ['--help', '-h', 'help'].includes(command)) usage();
} catch (error) {
  if (!(error instanceof InterruptedError)) fail(error.message);
  say('\nInterrupted: nothing was started. The next start goes on from here.');
  process.exit(INTERRUPTED_EXIT_CODE);
}
// The CLI goes on in this process, as if it had been started itself.
process.argv[1] = programOf();
await import(process.argv[1]);

/** This clone's CLI; where none is built yet, that of a cluster that another one runs. */
function programOf() {
  if (existsSync(CLI)) return CLI;
  const [other] = knownClusters().flatMap(({ name }) => supervisorProgram(`/run/${name}`) ?? []);
  if (!other) fail('nothing has been built here yet, and no cluster runs on this machine. Make one with: npm start');
  return other;
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MINIMUM_NODE) fail(`Node.js ${MINIMUM_NODE} or later is needed; this is ${process.versions.node}`);
}

/** Everything that can be refused is refused before anything is installed. */
async function prepareStart() {
  if (rest.includes('--help') || rest.includes('-h')) {
    if (!existsSync(CLI)) usage();
    return;
  }
  const { file, output, flags } = readStartFlags(rest, process.env);
  if (output !== undefined) out = process.stderr;
  const asked = askedOptions(file === undefined ? {} : await configured(file), flags);
  const stored = readStoredOptions(asked.stateDir);
  if (stored && isSupervised(`/run/${stored.name}`) && existsSync(CLI)) {
    // What runs loads parts of its bundle when they are wanted: nothing is built anew beneath it.
    if (isClone && !(await inRoot(bundlesAreCurrent)))
      say('  The sources here are newer than what runs. To build and take them up: npx kubets upgrade\n');
    return;
  }
  const { options, problems } = planStart({ asked, stored, machine: readMachine(asked.stateDir) });
  if (problems.length > 0) throw new ProblemsError(problems);
  const unreachable = asked.registryMirrors ? await tryMirrors(options) : [];
  if (unreachable.length > 0) throw new ProblemsError(unreachable);
  await inRoot(() => setUp(programsOf(options)));
}

/** What is new is built for a cluster that runs, and not for a flag that is refused or asks for help: those are the CLI's. */
async function prepareUpgrade() {
  const which = whichCluster();
  const stored =
    which && readStoredOptions(resolve(which.stateDir ?? stateDirOfCluster(which.name ?? DEFAULT_OPTIONS.name)));
  if (stored && isSupervised(`/run/${stored.name}`)) await inRoot(() => setUp(CLUSTER_PROGRAMS));
}

function whichCluster() {
  try {
    const { values } = parseArgs({
      args: rest,
      options: { name: { type: 'string' }, 'state-dir': { type: 'string' }, output: { type: 'string', short: 'o' } },
    });
    if (values.output !== undefined) out = process.stderr;
    return { name: values.name, stateDir: values['state-dir'] };
  } catch {
    return undefined;
  }
}

/** What a configuration file asks for. It is YAML, which a fresh clone has nothing to read with yet. */
async function configured(file) {
  textOfConfiguration(file);
  if (isClone && !existsSync(resolve(root, 'node_modules/yaml')))
    await inRoot(() => owned(() => alone(() => installNodePackages())));
  return readConfiguration(file);
}

async function inRoot(work) {
  const before = process.cwd();
  process.chdir(root);
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
}

async function setUp(programs) {
  await owned(() => alone(() => installAndBuild(programs)));
}

/** Two that build in one clone would take each other's files away. */
async function alone(work) {
  if (!isClone) return work();
  return oneAtATime(`set-up ${root}`, work, (pid) =>
    say(`  Another start installs or builds here (pid ${pid}): waiting for it`),
  );
}

/** Does work whose files belong to whom the clone belongs to. */
async function owned(work) {
  try {
    await work();
  } finally {
    if (isClone) giveToOwner(root);
  }
}

function installNodePackages() {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return step('Installing npm packages', ensureNodeDependencies, { progress: () => installedPackages(lock) });
}

async function installAndBuild(programs) {
  const missing = missingPackages(programs);
  const install = await time(async () => {
    if (missing.length > 0)
      await step(`Installing Debian packages: ${missing.join(' ')}`, () => installPackages(missing));
    if (isClone) await installNodePackages();
    await installClients();
  });
  if (!isClone) return;
  const build = await time(() => step('Building', ensureBundles));
  say(`  (install ${seconds(install)}, build ${seconds(build)})`);
}

async function installClients() {
  const missing = missingPackages(CLIENT_PROGRAMS);
  if (missing.length === 0) return;
  try {
    await step(`Installing Debian packages: ${missing.join(' ')}`, () => installPackages(missing));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    console.warn(`  The cluster works without it, but you will want one: ${error.message}`);
  }
}

/** What there is to say before there is a CLI. */
function usage() {
  const flags = START_OPTION_ENTRIES.map(([, option]) => [`--${option.flag} <${option.value}>`, helpOf(option)]);
  const width = Math.max(...flags.map(([flag]) => flag.length)) + 2;
  console.log(
    [
      'Usage: kubets start [options]',
      '',
      'Installs what is missing, builds, and brings up a cluster. The other commands are there after that.',
      '',
      'Options:',
      ...flags.map(([flag, text]) => `  ${flag.padEnd(width)}${text}`),
    ].join('\n'),
  );
  process.exit(0);
}

async function time(work) {
  const before = Date.now();
  await work();
  return Date.now() - before;
}

function say(text) {
  out.write(`${text}\n`);
}

function step(title, work, how) {
  return tellStep(title, work, { ...how, out });
}

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
