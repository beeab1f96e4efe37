// Whole proxies, each a process fed by an API server that holds so many Services: how long it takes from its start until all rules forward,
// until one Service more does, and how much memory it takes at most. In a network namespace of its own. ARGV: Services, endpoints of each,
// kube-proxy's program or nothing. Prints JSON.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSeconds, peakMiB, residentMiB } from '@kubets/component/testing';
import { createApiClient } from '../api/api-client';
import { startMeasuredApiserver, type MeasuredApiserver } from '../apiserver/measured-apiserver';
import {
  clusterIpOf,
  endpointAddressesOf,
  namespaceOfService,
  SERVICE_PORT,
  serviceOf,
  sliceOf,
  storedServices,
  TARGET_PORT,
} from '../apiserver/stored-services';
import { kubeProxy, kubets, NODE, type Contender } from './contenders';
import { becomeNode, NODE_ADDRESS, takeAddresses } from './networks';

const [services = 10_000, endpoints = 10] = process.argv.slice(2, 4).map(Number);
const [peer] = process.argv.slice(4);
const ONE_MORE = 20;
const MOST_SECONDS = 180;
const ATTEMPT_MS = 20;

export interface ProcessFigures {
  name: string;
  loadSeconds: number;
  cpuSeconds: number;
  peakMiB: number;
  residentMiB: number;
  /** From the call that creates a Service's slice until the Service's address answers; median and slowest. */
  oneMoreMs: { median: number; most: number };
  /** `nft -f` of the rules that the proxy has made. */
  nftSeconds: number;
}

const connects = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port: SERVICE_PORT });
    const end = (answer: boolean) => {
      clearTimeout(timer);
      socket.resetAndDestroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(false), ATTEMPT_MS);
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

async function untilConnected(indices: readonly number[]): Promise<void> {
  const begun = performance.now();
  for (const index of indices)
    while (!(await connects(clusterIpOf(index))))
      if (performance.now() - begun > MOST_SECONDS * 1000) throw new Error(`${clusterIpOf(index)} does not answer`);
      else await new Promise((resolve) => setTimeout(resolve, 1));
}

async function oneMore(server: MeasuredApiserver, from: number): Promise<number[]> {
  const client = await createApiClient(server.connection);
  const headers = { 'content-type': 'application/json' };
  const send = (method: string, path: string, body?: object) =>
    client.send({ method, path, ...(body && { headers, body: JSON.stringify(body) }) });
  const taken: number[] = [];
  for (let index = from; index < from + ONE_MORE; index++) {
    const namespace = namespaceOfService(index);
    await send('POST', `/api/v1/namespaces/${namespace}/services`, serviceOf(index));
    const begun = performance.now();
    const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
    await Promise.all([send('POST', slices, sliceOf(index, endpoints)), untilConnected([index])]);
    taken.push(performance.now() - begun);
  }
  // As the next one finds it.
  for (let index = from; index < from + ONE_MORE; index++) {
    const { namespace, name } = sliceOf(index, endpoints).metadata!;
    await send('DELETE', `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${name}`);
    await send('DELETE', `/api/v1/namespaces/${namespace}/services/${serviceOf(index).metadata?.name}`);
  }
  client.close();
  return taken.sort((a, b) => a - b);
}

const nft = (...words: string[]) => execFileSync('nft', words, { maxBuffer: 1 << 30, encoding: 'utf8' });

async function measure({ name, start }: Contender, server: MeasuredApiserver, probed: readonly number[]) {
  const begun = performance.now();
  const child = await start();
  try {
    await untilConnected(probed);
    const loadSeconds = (performance.now() - begun) / 1000;
    const pid = child.pid!;
    const loadCpu = cpuSeconds(pid);
    const taken = await oneMore(server, services);
    const figures = { cpuSeconds: loadCpu, peakMiB: peakMiB(pid), residentMiB: residentMiB(pid) };
    const rules = join(tmpdir(), `kubets-bench-rules-${process.pid}`);
    child.kill('SIGTERM');
    await once(child, 'exit');
    writeFileSync(rules, nft('list', 'ruleset'));
    nft('flush', 'ruleset');
    const loading = performance.now();
    nft('-f', rules);
    const nftSeconds = (performance.now() - loading) / 1000;
    execFileSync('rm', [rules]);
    return {
      name,
      loadSeconds,
      ...figures,
      oneMoreMs: { median: taken[Math.floor(taken.length / 2)]!, most: taken.at(-1)! },
      nftSeconds,
    } satisfies ProcessFigures;
  } finally {
    child.kill('SIGKILL');
    nft('flush', 'ruleset');
  }
}

async function main(): Promise<void> {
  becomeNode();
  const listening = createServer((socket) => socket.on('error', () => undefined).end());
  await once(listening.listen(TARGET_PORT, '0.0.0.0'), 'listening');
  const probed = [0, Math.floor(services / 3), Math.floor(services / 2), services - 1];
  const added = Array.from({ length: ONE_MORE }, (_, at) => services + at);
  for (const index of [...probed, ...added]) takeAddresses(endpointAddressesOf(index, endpoints));
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: NODE, creationTimestamp: '2026-01-01T00:00:00Z' },
    status: { addresses: [{ type: 'InternalIP', address: NODE_ADDRESS }] },
  };
  const server = await startMeasuredApiserver({
    stored: storedServices(services, endpoints, { others: { nodes: [node] } }),
  });
  try {
    const contenders = [kubets(server), ...(peer ? [kubeProxy(server, peer)] : [])];
    const figures: ProcessFigures[] = [];
    for (const contender of contenders) figures.push(await measure(contender, server, probed));
    console.log(JSON.stringify(figures));
  } finally {
    await server.stop();
    listening.close();
  }
}

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
