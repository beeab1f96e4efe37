import { parseArgs } from 'node:util';
import { printTable } from '../print-table';
import { kubernetes, kubets, type Contender } from './contender';
import { decisionsPerSecond } from './decisions';
import { scheduleAll, type Figures } from './schedule-all';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    pods: { type: 'string', default: '3000' },
    'in-flight': { type: 'string', default: '64' },
    before: { type: 'string' },
    'before-checkout': { type: 'string' },
    'kube-apiserver': { type: 'string' },
    'kube-scheduler': { type: 'string' },
    etcd: { type: 'string' },
    'only-decisions': { type: 'boolean', default: false },
  },
});
const [nodes, pods, inFlight] = [values.nodes, values.pods, values['in-flight']].map(Number) as [
  number,
  number,
  number,
];
if (!(nodes > 0 && pods > 0 && inFlight > 0)) throw new Error('--nodes, --pods and --in-flight are numbers above 0');

const COLUMNS: Record<string, (figures: Figures) => number> = {
  'created per second': ({ createdPerSecond }) => createdPerSecond,
  'bound per second': ({ boundPerSecond }) => boundPerSecond,
  'scheduler, ms of a processor per pod': ({ schedulerMs }) => schedulerMs,
  'API server, ms of a processor per pod': ({ serverMs }) => serverMs,
  'etcd, ms of a processor per pod': ({ etcdMs }) => etcdMs,
  'scheduler, MiB resident at most': ({ schedulerPeakMiB }) => schedulerPeakMiB,
  'API server, MiB resident at most': ({ serverPeakMiB }) => serverPeakMiB,
};

async function main(): Promise<void> {
  console.log(`${nodes} nodes, ${pods} pods, ${inFlight} creates at once`);
  const [alone, spread] = [false, true].map((isSpread) => decisionsPerSecond({ nodes, pods, spread: isSpread }));
  console.log(`decisions per second: ${alone!.toFixed(0)}, with spreading over hosts and zones ${spread!.toFixed(0)}`);
  if (values['only-decisions']) return;
  const measured: [string, Figures][] = [];
  for (const start of starts()) {
    const contender = await start();
    measured.push([contender.name, await scheduleAll(contender, { nodes, pods, inFlight })]);
  }
  printTable(
    measured.map(([name]) => name),
    Object.entries(COLUMNS).map(([label, of]) => [label, measured.map(([, figures]) => of(figures))]),
  );
}

/** One after the other, this build last: each has the machine for itself. */
function starts(): (() => Promise<Contender>)[] {
  const {
    etcd,
    before,
    'before-checkout': checkout,
    'kube-apiserver': apiserver,
    'kube-scheduler': scheduler,
  } = values;
  if (!apiserver !== !scheduler) throw new Error('--kube-apiserver and --kube-scheduler go together');
  return [
    ...(apiserver && scheduler ? [() => kubernetes({ apiserver, scheduler, etcd })] : []),
    ...(checkout ? [() => kubets(before!, { etcd, checkout })] : []),
    () => kubets('this build', { etcd }),
  ];
}

void main();
