import { parseArgs } from 'node:util';
import { printTable } from '../print-table';
import { kubernetes, kubets, type Contender } from '../scheduler/contender';
import { measure, type Figures } from './measure';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '100' },
    pods: { type: 'string', default: '500' },
    'in-flight': { type: 'string', default: '64' },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    before: { type: 'string' },
    'before-checkout': { type: 'string' },
    'kube-apiserver': { type: 'string' },
    'kube-scheduler': { type: 'string' },
    'kube-controller-manager': { type: 'string' },
    etcd: { type: 'string' },
    profile: { type: 'string' },
  },
});
const [nodes, pods, inFlight, rounds] = [values.nodes, values.pods, values['in-flight'], values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
if (!(nodes > 0 && pods > 0 && inFlight > 0 && rounds > 0))
  throw new Error('--nodes, --pods, --in-flight and --rounds are numbers above 0');

async function main(): Promise<void> {
  console.log(`${nodes} nodes, ${pods} pods, ${rounds} rounds; times of a processor are per pod`);
  const measured = new Map<string, Figures[]>();
  for (let round = 0; round < rounds; round++) {
    for (const start of starts()) {
      const contender = await start();
      const figures = await measure(contender, { nodes, pods, inFlight, only: new RegExp(values.only) });
      measured.set(contender.name, [...(measured.get(contender.name) ?? []), figures]);
    }
  }
  const all = [...measured.values()];
  printTable(
    [...measured.keys()],
    [...all[0]![0]!.keys()].map((label) => [label, all.map((of) => median(of.map((one) => one.get(label)!)))]),
  );
}

/** One after the other, this build last: each has the machine for itself. */
function starts(): (() => Promise<Contender>)[] {
  const { etcd, before, 'before-checkout': checkout, profile } = values;
  const programs = {
    apiserver: values['kube-apiserver'],
    scheduler: values['kube-scheduler'],
    controllerManager: values['kube-controller-manager'],
  };
  const given = Object.values(programs).filter((program) => program !== undefined);
  if (given.length % 3 !== 0)
    throw new Error('--kube-apiserver, --kube-scheduler and --kube-controller-manager go together');
  const [apiserver, scheduler, controllerManager] = given as [string, string, string];
  return [
    ...(given.length > 0 ? [() => kubernetes({ apiserver, scheduler, controllerManager, etcd })] : []),
    ...(checkout ? [() => kubets(before!, { etcd, checkout })] : []),
    () => kubets('this build', { etcd, profile }),
  ];
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

void main();
