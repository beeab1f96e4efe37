import { parseArgs } from 'node:util';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { startMeasuredApiserver, type MeasuredApiserver } from '../apiserver/measured-apiserver';
import { startMeasuredKubernetes } from '../apiserver/measured-kubernetes';
import { createContender, type Contender } from './contender';
import type { Operation } from './operation';
import { operations } from './operations';
import { podOf, PODS } from './pods';
import { headLine, operationLines, processLines, type Figures } from './report';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    'before-checkout': { type: 'string' },
    'without-managed-fields': { type: 'boolean' },
    'without-checkout': { type: 'string' },
    workers: { type: 'string' },
    'kube-apiserver': { type: 'string', default: process.env.KUBE_APISERVER },
    etcd: { type: 'string' },
    objects: { type: 'string', default: '3000' },
    'in-flight': { type: 'string', default: '64' },
    parts: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
  },
});
const [objects, inFlight] = [Number(values.objects), Number(values['in-flight'])];
/** Each operation is done in so many parts, and the contenders take turns: what else the machine does falls on all. */
const parts = Number(values.parts);
if (!(objects > 0 && inFlight > 0 && parts > 0))
  throw new Error('--objects, --in-flight and --parts are numbers above 0');
const only = new RegExp(values.only);

async function main(): Promise<void> {
  const contenders: Contender[] = [];
  try {
    for (const [name, start] of starts()) contenders.push(await createContender(name, await start()));
    const samples = await Promise.all(contenders.map(({ client }) => sampleOf(client)));
    assertManagedFields(contenders, samples);
    console.log(`${objects} pods, ${inFlight} requests at once; the ratio is this build's processor time to theirs`);
    console.log(headLine());
    // Those before the last that is wanted make what it finds.
    for (const operation of operations.slice(0, operations.findLastIndex(({ name }) => only.test(name)) + 1)) {
      const figures = await measure(operation, contenders, samples);
      if (only.test(operation.name)) console.log(operationLines(operation.name, contenders, figures));
    }
    console.log(processLines(contenders));
  } finally {
    for (const contender of contenders) await contender.stop();
  }
}

/** This build, but that no create, update or patch is recorded. */
const UNMANAGED = 'unrecorded';

/** @throws Error where a contender has managed fields that should have none, or the other way round: it would not be what it is called. */
function assertManagedFields(contenders: readonly Contender[], samples: readonly Pod[]): void {
  for (const [index, { name }] of contenders.entries())
    if ((samples[index]!.metadata?.managedFields === undefined) !== (name === UNMANAGED))
      throw new Error(`${name}: managed fields are ${JSON.stringify(samples[index]!.metadata?.managedFields)}`);
}

/** This build last. */
function starts(): [string, () => Promise<MeasuredApiserver>][] {
  const [directory, program, etcdProgram] = [values['before-checkout'], values['kube-apiserver'], values.etcd];
  const { workers, 'without-checkout': without } = values;
  return [
    ...(program ? [['Kubernetes', () => startMeasuredKubernetes(program, etcdProgram)] as const] : []),
    ...(directory ? [[values.before!, () => startMeasuredApiserver({ etcdProgram, directory })] as const] : []),
    ...(without ? [[UNMANAGED, () => startMeasuredApiserver({ etcdProgram, directory: without })] as const] : []),
    ...(workers
      ? [[`${workers} workers`, () => startMeasuredApiserver({ etcdProgram, flags: { workers } })] as const]
      : []),
    ['this build', () => startMeasuredApiserver({ etcdProgram, profileDirectory: values.profile })] as const,
  ].map(([name, start]) => [name, start]);
}

/** A pod as the server fills it in; it is gone again. */
async function sampleOf(client: Contender['client']): Promise<Pod> {
  const headers = { 'content-type': 'application/json' };
  const made = await client.send({ method: 'POST', path: PODS, headers, body: JSON.stringify(podOf(objects)) });
  const sample = JSON.parse(made.toString()) as Pod;
  await client.send({ method: 'DELETE', path: `${PODS}/${sample.metadata?.name}?gracePeriodSeconds=0` });
  return sample;
}

async function measure(
  operation: Operation,
  contenders: readonly Contender[],
  samples: readonly Pod[],
): Promise<Figures[]> {
  const figures = contenders.map((): Figures => ({ units: 0, seconds: 0, serverMs: 0, etcdMs: 0, takenMs: [] }));
  const count = operation.count(objects);
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part, part + 1].map((edge) => Math.floor((count * edge) / parts)) as [number, number];
    for (const [index, { client, cpuMs }] of contenders.entries()) {
      const [before, begun] = [cpuMs(), performance.now()];
      const { units, takenMs } = await operation.run({ client, inFlight, sample: samples[index]! }, from, to);
      const after = cpuMs();
      const sum = figures[index]!;
      sum.units += units;
      sum.seconds += (performance.now() - begun) / 1000;
      sum.serverMs += after.server - before.server;
      sum.etcdMs += after.etcd - before.etcd;
      sum.takenMs.push(...takenMs);
    }
  }
  return figures;
}

void main();
