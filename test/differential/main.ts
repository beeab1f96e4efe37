import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { startMeasuredApiserver, type MeasuredApiserver } from '../../bench/apiserver/measured-apiserver';
import { startMeasuredKubernetes } from '../../bench/apiserver/measured-kubernetes';
import { etcdProgram, kubernetesPrograms } from '../upstream/programs';
import { missingRequirements, OF_DIFFERENTIAL, thisMachine } from '../upstream/requirements';
import { runCommand, type UpstreamCommand } from '../upstream/run-command';
import { judge, readAllowed, type Verdict } from './allowed';
import type { Case } from './case';
import { createClient } from './client';
import { DEFAULT_COUNT, DEFAULT_SEED, differentialOptions, USAGE, type DifferentialOptions } from './options';
import { summaryText, wholeText } from './report';
import { runCases } from './run-cases';
import { casesOf } from './topics';
import { GENERATED } from './topics/generated';

const DIR = resolve('dist/upstream');
/** Classes that a cluster of ours has from the beginning, by which claims and Ingresses are answered otherwise. */
const ONLY_OURS = [
  '/apis/storage.k8s.io/v1/storageclasses/standard',
  '/apis/networking.k8s.io/v1/ingressclasses/kubets',
];
const ALLOWED = 'test/differential/allowed-differences.yaml';

/** Its exit code is 0 only when nothing differs but what is allowed, and all of that does. */
const differential: UpstreamCommand<DifferentialOptions> = {
  name: 'npm run differential',
  usage: USAGE,
  optionsOf: differentialOptions,
  async missing({ kubeApiserver, etcd }) {
    await mkdir(DIR, { recursive: true });
    return kubeApiserver && etcd ? [] : missingRequirements(await thisMachine(DIR), OF_DIFFERENTIAL);
  },
  whenInterrupted: 'ending the servers',
  async run(options, signal) {
    const verdict = await measure(options, signal);
    await mkdir(dirname(resolve(options.output)), { recursive: true });
    await writeFile(options.output, wholeText(verdict));
    console.log(`${summaryText(verdict)}\n\nAll of it: ${options.output}`);
    return isClean(verdict) ? 0 : 1;
  },
};

async function measure({ topic, seed, count, ...given }: DifferentialOptions, signal: AbortSignal): Promise<Verdict> {
  const allowed = readAllowed(await readFile(ALLOWED, 'utf8'));
  const all = casesOf(seed, count);
  const cases = all.filter((one) => topic.test(one.topic));
  const etcd = given.etcd ?? (await etcdProgram(DIR));
  const kubeApiserver =
    given.kubeApiserver ??
    (await kubernetesPrograms(DIR)('kube-apiserver', ['build', 'k8s.io/kubernetes/cmd/kube-apiserver']));
  signal.throwIfAborted();
  const servers: MeasuredApiserver[] = [];
  try {
    servers.push(await startMeasuredKubernetes(kubeApiserver, etcd));
    servers.push(await startMeasuredApiserver({ etcdProgram: etcd }));
    const [theirs, ours] = servers.map(({ connection }) => createClient(connection));
    const clients = { theirs: theirs!, ours: ours! };
    for (const path of ONLY_OURS) await clients.ours.send({ method: 'DELETE', path });
    const compared = await runCases(clients, cases, signal).finally(() =>
      [theirs, ours].forEach((client) => client?.close()),
    );
    return judge(compared, allowed, skippedTopics(all, cases, seed, count));
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** Of the generated requests, those of the default seed and number are all. */
function skippedTopics(all: readonly Case[], asked: readonly Case[], seed: number, count: number): Set<string> {
  const topics = new Set(asked.map(({ topic }) => topic));
  if (seed !== DEFAULT_SEED || count !== DEFAULT_COUNT) topics.delete(GENERATED);
  return new Set([...all.map(({ topic }) => topic), GENERATED].filter((topic) => !topics.has(topic)));
}

const isClean = ({ different, stale }: Verdict) => different.length === 0 && stale.length === 0;

void runCommand(differential, process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
