// npm run bench -- start [--before HEAD~1] [--rounds 5] [--no-cluster]
// What it takes to start, of this working tree beside the commit before: size of each bundle, the memory of a process that has loaded
// what the service begins with, time of its --help, and of a cluster of two nodes the time until it is up and the memory of its
// processes, beside what others have published of theirs. The cluster needs what `npm start` needs.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../command.mjs';
import { buildEarlier } from '../earlier-build.mjs';
import { measureCluster } from './cluster.mjs';
import { PUBLISHED_MEMORY, PUBLISHED_STARTS } from './published.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: {
    before: { type: 'string', default: 'HEAD~1' },
    rounds: { type: 'string', default: '5' },
    'no-cluster': { type: 'boolean', default: false },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
try {
  const apps = readdirSync(join(root, 'apps')).sort();
  const builds = [buildEarlier(values.before, apps), root];
  for (const app of apps) run(process.execPath, ['tools/build/bundle.mjs', app], root);
  printRow('', [values.before, 'now', 'ratio']);
  for (const app of apps)
    printFigures(
      `${app}: bundle, KiB`,
      builds.map((build) => bundleBytes(dirname(bundleOf(build, app))) / 1024),
    );
  for (const app of apps.filter((name) => existsSync(join(root, 'apps', name, 'src/service.ts'))))
    printFigures(
      `${app}: loaded, MiB`,
      builds.map((build) => loadedKib(dirname(bundleOf(build, app))) / 1024),
    );
  for (const app of apps) printFigures(`${app}: --help, ms`, helpTimes(builds, app));
  if (!values['no-cluster']) {
    const clusters = builds.map((build) => measureCluster(bundleOf(build, 'cli'), build, join(scratch, 'state')));
    printFigures(
      'start of two nodes, s',
      clusters.map(({ seconds }) => seconds),
    );
    printFigures(
      'processes',
      clusters.map(({ processes }) => processes),
    );
    for (const service of Object.keys(clusters[1].services).sort())
      printFigures(
        `${service}: memory in the cluster, MiB`,
        clusters.map(({ services }) => services[service] ?? 0),
      );
    printFigures(
      'memory (proportional), MiB',
      clusters.map(({ services }) => Object.values(services).reduce((sum, mebibytes) => sum + mebibytes, 0)),
    );
    printPublished(clusters[1].seconds);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function bundleOf(build, app) {
  return join(build, 'dist/apps', app, 'main.js');
}

/** A service's code is several files. */
function bundleBytes(dir) {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + statSync(join(dir, file)).size, 0);
}

/** Of a process that has loaded what the service begins with: the median, since the heap grows in steps. */
function loadedKib(folder) {
  const found = Array.from({ length: Number(values.rounds) }, () =>
    Number(run(process.execPath, ['--expose-gc', join(root, 'bench/start/loaded.mjs'), folder], root)),
  ).sort((a, b) => a - b);
  return found[Math.floor(found.length / 2)];
}

/** The best of all rounds; the builds take turns, so that what else the machine does falls on both. */
function helpTimes(builds, app) {
  const best = builds.map(() => Infinity);
  for (let round = 0; round < Number(values.rounds); round++) {
    builds.forEach((build, i) => {
      const started = performance.now();
      run(process.execPath, [bundleOf(build, app), '--help'], build);
      best[i] = Math.min(best[i], performance.now() - started);
    });
  }
  return best;
}

/** On other machines: only the order of magnitude compares. */
function printPublished(seconds) {
  console.log('');
  printRow('published by others, s', ['command', 'application', 'to this']);
  for (const { program, commandSeconds, applicationSeconds } of PUBLISHED_STARTS)
    printRow(program, [
      commandSeconds.toFixed(1),
      applicationSeconds.toFixed(1),
      (commandSeconds / seconds).toFixed(1),
    ]);
  printRow(`${PUBLISHED_MEMORY.program}, MB`, [String(PUBLISHED_MEMORY.megabytes)]);
}

function printFigures(name, [before, now]) {
  printRow(name, [before.toFixed(1), now.toFixed(1), (now / before).toFixed(2)]);
}

function printRow(name, cells) {
  console.log(name.padEnd(36) + cells.map((cell) => cell.padStart(12)).join(''));
}
