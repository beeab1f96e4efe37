import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createNft } from '../../apps/proxy/src/backends/nftables/nft';
import { createNftablesBackend } from '../../apps/proxy/src/backends/nftables/nftables-backend';
import { createCommandRunner } from '../../apps/proxy/src/command';
import { forwardingOfService } from '../../apps/proxy/src/model/forwarding-of-service';
import { createForwardingState } from '../../apps/proxy/src/model/forwarding-state';
import { endpoint, service, slice } from '../../apps/proxy/src/testing/cluster-objects';
import { addresses, canMakeLab, createNetLab, type NetLab } from '../../apps/proxy/src/testing/net-lab';
import { type BenchService, REMOVE_CHAINS_TABLE, renderChainsAddition, renderChainsTable } from './chains-per-service';
import { connectTimes } from './connect-times';
import { printProcesses } from './print-processes';
import { printTable } from './print-table';
import { recordNft } from './recorded-nft';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'kube-proxy': { type: 'string', default: process.env.KUBE_PROXY },
    'only-processes': { type: 'boolean', default: false },
  },
});
const counts = positionals.length > 0 ? positionals.map(Number) : [1000, 5000, 10_000];
if (!counts.every((count) => count > 0)) throw new Error('SERVICES … are numbers above 0');
const largest = Math.max(...counts);
const ENDPOINTS = 10;

const endpoints = [addresses['pod-a'], addresses['pod-b']];
const serviceAt = (index: number): BenchService => ({
  ip: `10.${97 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
  endpoints,
});

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function medianSeconds(times: number, work: (turn: number) => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let turn = 0; turn < times; turn++) all.push(await seconds(() => work(turn)));
  return all.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

interface Figures {
  services: number;
  load: number;
  addOne: number;
  /** Microseconds. */
  connect: number;
}

/** Beside them what nft alone takes for the very transactions that the proxy gave it: no proxy on nft is faster. */
interface FlatFigures extends Figures {
  nftLoad: number;
  nftAddOne: number;
}

/** From Services and slices to rules in the kernel, through all of the proxy's code. */
async function measureFlatMaps(lab: NetLab, count: number): Promise<FlatFigures> {
  const run = createCommandRunner(lab.inside('node'));
  const recorded = recordNft(run);
  const state = createForwardingState();
  const backend = createNftablesBackend({
    nft: createNft(recorded.run),
    clusterCidrs: ['10.244.0.0/16'],
    masqueradeAll: false,
  });
  const options = {
    node: { name: 'node', primaryAddresses: [addresses.node], eligible: true },
    nodePortAddresses: [addresses.node],
  };
  const add = (index: number): void => {
    const name = `s${index}`;
    const forwarding = forwardingOfService(
      service(name, { clusterIP: serviceAt(index).ip }),
      [
        slice(
          name,
          endpoints.map((address) => endpoint(address, 'node')),
        ),
      ],
      options,
    );
    backend.stage(state.update(`default/${name}`, forwarding));
  };
  const load = await seconds(async () => {
    for (let index = 0; index < count; index++) add(index);
    await backend.commit();
  });
  const loaded = recorded.taken();
  const added: string[][] = [];
  const addOne = await medianSeconds(15, async (turn) => {
    add(count + turn);
    await backend.commit();
    added.push(recorded.taken());
  });
  const connect = connectTimes(lab, 'pod-c', serviceAt(count - 1).ip, 80);
  await backend.remove();
  const again = async (transactions: readonly string[]): Promise<void> => {
    for (const transaction of transactions) await run('nft', ['-f', '-'], transaction);
  };
  const nftLoad = await seconds(() => again(loaded));
  const nftAddOne = await medianSeconds(added.length, (turn) => again(added[turn]!));
  await backend.remove();
  return { services: count, load, addOne, connect, nftLoad, nftAddOne };
}

async function measureChains(lab: NetLab, count: number): Promise<Figures> {
  const run = createCommandRunner(lab.inside('node'));
  const services = Array.from({ length: count }, (_, index) => serviceAt(index));
  const load = await seconds(() => run('nft', ['-f', '-'], renderChainsTable(services)));
  const addOne = await medianSeconds(count > 2000 ? 3 : 15, (turn) =>
    run('nft', ['-f', '-'], renderChainsAddition(serviceAt(count + turn))),
  );
  const connect = connectTimes(lab, 'pod-c', serviceAt(count - 1).ip, 80);
  await run('nft', ['-f', '-'], REMOVE_CHAINS_TABLE);
  return { services: count, load, addOne, connect };
}

interface Memory {
  peakMiB: number;
  cpuMs: number;
}

const ms = (value: number): string => `${(value * 1000).toFixed(0)} ms`;
const times = (value: number): string => `${value.toFixed(1)}×`;

async function main(): Promise<void> {
  if (!canMakeLab()) process.exit(1);
  printProcesses(largest, ENDPOINTS, values['kube-proxy']);
  if (values['only-processes']) return;
  const lab = createNetLab();
  try {
    await Promise.all((['pod-a', 'pod-b'] as const).map((pod) => lab.serve(pod, { tcp: [8080] })));
    const direct = connectTimes(lab, 'pod-c', endpoints[0] ?? '', 8080);
    const rows = [
      [
        'Services',
        'load: flat maps',
        'flat/nft',
        'chains',
        'chains/flat',
        'add one: flat maps',
        'flat/nft',
        'chains',
        'chains/flat',
        'load/add one',
        'connect: flat/direct',
        'chains/direct',
      ],
    ];
    for (const count of counts) {
      const flat = await measureFlatMaps(lab, count);
      // Their load grows with the square; what it comes to is clear by then.
      const chains = count <= 5000 ? await measureChains(lab, count) : undefined;
      rows.push([
        String(count),
        ms(flat.load),
        times(flat.load / flat.nftLoad),
        chains ? ms(chains.load) : '-',
        chains ? times(chains.load / flat.load) : '-',
        ms(flat.addOne),
        times(flat.addOne / flat.nftAddOne),
        chains ? ms(chains.addOne) : '-',
        chains ? times(chains.addOne / flat.addOne) : '-',
        times(flat.load / flat.addOne),
        `${times(flat.connect / direct)} (${flat.connect.toFixed(0)} µs)`,
        chains ? `${times(chains.connect / direct)} (${chains.connect.toFixed(0)} µs)` : '-',
      ]);
    }
    printTable(rows);
    console.log(
      `Two endpoints per Service; flat/nft: beside nft alone with the same transactions. A connection straight to a pod takes ${direct.toFixed(0)} µs (median, Node.js client).`,
    );
    const memory = [join(__dirname, 'memory.js'), String(largest), String(ENDPOINTS), ...lab.inside('node')];
    const { peakMiB, cpuMs } = JSON.parse(execFileSync(process.execPath, memory, { encoding: 'utf8' })) as Memory;
    console.log(
      `${largest} Services of ${ENDPOINTS} endpoints, from objects to all rules: ${peakMiB} MiB at the peak, ${cpuMs} ms of CPU, nft's own not counted.`,
    );
  } finally {
    lab.close();
  }
}

void main();
