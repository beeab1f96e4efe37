// `npm start`, `npm stop` and `npm run status`: does what set-up is missing, then hands over to the CLI.
// Plain JavaScript without dependencies, for on a fresh clone there is nothing else yet.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBundles } from './bundles.mjs';
import { CLIENT_PROGRAMS, CLUSTER_PROGRAMS, installPackages, missingPackages } from './debian-packages.mjs';
import { ensureNodeDependencies } from './node-dependencies.mjs';

const CLI = 'dist/apps/cli/main.js';
const MINIMUM_NODE = 20;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
process.chdir(root);
const [command = 'start', ...rest] = process.argv.slice(2);

try {
  requireNode();
  if (command === 'start' && !rest.includes('--help')) setUp();
  if (!existsSync(CLI)) {
    if (command === 'start') setUp();
    else
      fail('nothing has been built here yet, so no cluster of this checkout can be running. Make one with: npm start');
  }
} catch (error) {
  fail(error.message);
}
handOver(spawn(process.execPath, [CLI, command, ...rest], { stdio: 'inherit' }));

/** Ends as the CLI ends. Signals are the CLI's: an interrupted start is undone, which takes its time. */
function handOver(cli) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => cli.kill(signal));
  cli.once('exit', (code) => process.exit(code ?? 1));
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MINIMUM_NODE) fail(`Node.js ${MINIMUM_NODE} or later is needed; this is ${process.versions.node}`);
}

function setUp() {
  if (process.platform !== 'linux')
    fail(
      `npm start needs Linux (network namespaces, nftables); this is ${process.platform}. Use docker-compose up, or a Linux machine.`,
    );
  if (process.getuid() !== 0)
    fail('npm start needs root: it makes network namespaces and runs containers. Use: sudo npm start');
  const missing = missingPackages(CLUSTER_PROGRAMS);
  const install = time(() => {
    if (missing.length > 0) say(`Installing Debian packages: ${missing.join(' ')}`, () => installPackages(missing));
    say('Installing npm packages', ensureNodeDependencies);
    installClients();
  });
  const build = time(() => say('Building', ensureBundles));
  console.log(`  (install ${seconds(install)}, build ${seconds(build)})`);
}

function installClients() {
  const missing = missingPackages(CLIENT_PROGRAMS);
  if (missing.length === 0) return;
  try {
    say(`Installing Debian packages: ${missing.join(' ')}`, () => installPackages(missing));
  } catch (error) {
    console.warn(`  The cluster works without it, but you will want one: ${error.message}`);
  }
}

function say(title, work) {
  process.stdout.write(`  ${title.padEnd(58)}`);
  let changed;
  const ms = time(() => (changed = work()));
  process.stdout.write(changed === false ? 'up to date\n' : `${seconds(ms)}\n`);
}

function time(work) {
  const before = Date.now();
  work();
  return Date.now() - before;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
