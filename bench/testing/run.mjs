// npm run bench -- testing [--rounds 5] [--clusters 20] [--kube-apiserver FILE --etcd FILE]
// What a cluster in a test costs, with the package installed from its tarball: from the begin of a process to its first object, in the very first one that
// loads it and in later ones, which take what V8 has kept; from startCluster() on in a process that has had a cluster before; the memory of one, and
// what each more in the same process adds. By the clock, and in time of the processor, which says the same on a busy machine. Where Go is: what a test of controller-runtime's envtest takes with the kit's programs, and in turns
// with Kubernetes' own where they are given.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../command.mjs';
import { assetsOf, envtestProgram, measureEnvtest } from './envtest.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    clusters: { type: 'string', default: '20' },
    'kube-apiserver': { type: 'string' },
    etcd: { type: 'string' },
  },
});

run(process.execPath, ['tools/build/package.mjs', 'testing'], root);
const project = installed();
process.once('exit', () => rmSync(project, { recursive: true, force: true }));
const rounds = Array.from({ length: Number(values.rounds) }, () => {
  rmSync(join(project, 'node_modules/.cache'), { recursive: true, force: true });
  return { first: measured(['1']), later: measured(['1']) };
});
const warm = measured(['6']);
const many = measured([values.clusters, '--together']);

const ms = (figures, name) =>
  figures.map((figure) => figure[name]).sort((a, b) => a - b)[Math.floor(figures.length / 2)];
const row = (what, clock, cpu, megabytes) =>
  console.log(`${what.padEnd(52)} ${String(clock).padStart(7)} ms ${String(cpu).padStart(7)} ms ${megabytes}`);
console.log(`${''.padEnd(52)} ${'clock'.padStart(10)} ${'processor'.padStart(10)} memory`);
for (const [which, what] of Object.entries({ first: 'the first process', later: 'a later one' })) {
  const begun = rounds.map((round) => round[which]);
  const firsts = begun.map(({ clusters: [first] }) => first);
  const whole = begun.map(({ loaded }, index) => ({
    ms: firsts[index].ms + loaded.ms,
    cpuMs: firsts[index].cpuMs + loaded.cpuMs,
  }));
  row(
    `first object of ${what}, from startCluster()`,
    ms(firsts, 'ms'),
    ms(firsts, 'cpuMs'),
    `${ms(firsts, 'megabytes')} MB`,
  );
  row(`first object of ${what}, from its begin`, ms(whole, 'ms'), ms(whole, 'cpuMs'), '');
}
const later = warm.clusters.slice(1);
row('first object of a further cluster', ms(later, 'ms'), ms(later, 'cpuMs'), '');
const [one, last] = [many.clusters[0], many.clusters.at(-1)];
const each = Math.round((last.megabytes - one.megabytes) / Math.max(1, many.clusters.length - 1));
console.log(`${many.clusters.length} clusters in one process: ${last.megabytes} MB, each more than one ${each} MB`);
await compareEnvtest();

async function compareEnvtest() {
  const program = envtestProgram(root);
  if (!program) return;
  const contenders = new Map([['kubets', join(root, 'dist/packages/testing/envtest')]]);
  const { 'kube-apiserver': apiserver, etcd } = values;
  const theirs = apiserver && etcd ? assetsOf(apiserver, etcd) : undefined;
  if (theirs) contenders.set('Kubernetes', theirs);
  try {
    const measured = await measureEnvtest(program, contenders, Number(values.rounds));
    for (const [name, { started, created, megabytes }] of measured)
      console.log(
        `envtest with ${name}: started ${started} ms, first object of a custom kind ${created} ms, ${megabytes} MB`,
      );
  } finally {
    if (theirs) rmSync(theirs, { recursive: true });
  }
}

/** An empty project with the package in it. @returns its folder */
function installed() {
  const folder = mkdtempSync(join(tmpdir(), 'kubets-bench-kit-'));
  run('npm', ['pack', '--silent', '--pack-destination', folder], join(root, 'dist/packages/testing'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', join(folder, tarball)], folder);
  return folder;
}

/** A process of its own: what loading took, and each cluster until its first object. */
function measured(flags) {
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(here, 'clusters.mjs'), join(project, 'node_modules/@kubets/testing'), ...flags],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (status !== 0) process.exit(1);
  return JSON.parse(stdout);
}
