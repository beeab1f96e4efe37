import { parseArgs } from 'node:util';
import { startInformers } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { createTestLogger, createTestPki } from '@kubets/component/testing';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { createClusterInformers } from '../../apps/dns/src/plugins/kubernetes/cluster-informers';
import { startXdsServer } from '../../apps/dns/src/xds/xds-server';
import { startCountingRelay } from './counting-relay';
import { subscribe, type Variant } from './subscriber';

const number = (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${text}: a whole number from 1 is wanted`);
  return value;
};
const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '10000' },
    endpoints: { type: 'string', default: '10' },
    clients: { type: 'string', default: '100' },
    subscribed: { type: 'string', default: '20' },
    changes: { type: 'string', default: '200' },
  },
});
const services = number(values.services);
const endpoints = number(values.endpoints);
const clients = number(values.clients);
const subscribed = number(values.subscribed);
const changes = number(values.changes);

const nameOf = (index: number) => `svc-${index}`;
const serviceAt = (index: number): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name: nameOf(index) },
  spec: { clusterIP: `10.96.${index >> 8}.${index & 255}`, ipFamilies: ['IPv4'], ports: [{ name: 'grpc', port: 80 }] },
});
/** `turn` makes one endpoint another one. */
const sliceAt = (index: number, turn = 0): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { namespace: 'default', name: nameOf(index), labels: { 'kubernetes.io/service-name': nameOf(index) } },
  addressType: 'IPv4',
  ports: [{ name: 'grpc', port: 8080, protocol: 'TCP' }],
  endpoints: Array.from({ length: endpoints }, (_, at) => ({
    addresses: [`10.244.${at === 0 ? turn % 250 : 250}.${at}`],
    conditions: { ready: true },
    zone: `zone-${at % 3}`,
  })),
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function main(): Promise<void> {
  const logger = createTestLogger();
  const stop = new AbortController();
  const indices = Array.from({ length: services }, (_, index) => index);
  const cluster = createFakeCluster([...indices.map(serviceAt), ...indices.map((index) => sliceAt(index))]);
  const informers = createClusterInformers(cluster, { logger });
  await startInformers(informers, stop.signal);
  const pki = await createTestPki();
  const { certFile, keyFile } = await pki.issue({ commonName: 'kube-dns', names: ['127.0.0.1'] });
  const server = await startXdsServer({
    host: '127.0.0.1',
    port: 0,
    tls: { certFile, keyFile },
    plaintext: true,
    informers,
    zoneName: () => 'cluster.local',
    synced: Promise.resolve(),
    logger,
  });
  console.log(
    `${services} Services of ${endpoints} endpoints; ${clients} clients of ${subscribed} Services each; ${changes} changes of one endpoint`,
  );
  // Other changes in each, for what is as it was is none.
  for (const [run, variant] of (['state of the world', 'incremental'] as const).entries())
    await measure(variant, server.port, cluster, run * 117);
  stop.abort();
  await server.stop();
  pki.remove();
}

async function measure(
  variant: Variant,
  port: number,
  cluster: ReturnType<typeof createFakeCluster>,
  offset: number,
): Promise<void> {
  const relay = await startCountingRelay(port);
  let responses = 0;
  const quiet = async () => {
    for (let before = -1; before !== responses;) {
      before = responses;
      await pause(1000);
    }
  };
  // Everybody has others, and some Services have several.
  const indicesOf = (id: number) => Array.from({ length: subscribed }, (_, at) => (id * 7 + at * 13) % services);
  const subscribers = new Map<number, number>();
  const ends = Array.from({ length: clients }, (_, id) => {
    for (const index of indicesOf(id)) subscribers.set(index, (subscribers.get(index) ?? 0) + 1);
    const names = indicesOf(id).map((index) => `${nameOf(index)}.default.svc.cluster.local:80`);
    return subscribe(relay.port, id, names, variant, () => responses++);
  });
  // Of each of the four types one, at least.
  while (responses < 4 * clients) await pause(50);
  await quiet();
  const initial = relay.bytes();
  const told = responses;
  const cpuBefore = process.cpuUsage();
  let interested = 0;
  for (let turn = 1; turn <= changes; turn++) {
    const index = (turn * 13) % services;
    interested += subscribers.get(index) ?? 0;
    const key = { namespace: 'default', name: nameOf(index) };
    const current = await cluster.endpointSlices.get(key);
    await cluster.endpointSlices.update({ ...sliceAt(index, turn + offset), metadata: current.metadata });
    await pause(50);
  }
  await quiet();
  const { user, system } = process.cpuUsage(cpuBefore);
  const bytes = (relay.bytes() - initial) / changes;
  const answers = (responses - told) / changes;
  console.log(
    [
      variant.padEnd(20),
      `${Math.round(initial / clients).toLocaleString('en')} bytes for a client at first`,
      `${bytes.toFixed(0)} bytes and ${answers.toFixed(2)} responses per change, which is of a Service of ${(interested / changes).toFixed(2)} clients`,
      `${(initial / Math.max(1, bytes)).toFixed(0)} times less than telling all everything`,
      `${((user + system) / 1000 / changes).toFixed(2)} ms of CPU per change, clients' included`,
    ].join('; '),
  );
  for (const end of ends) end();
  relay.close();
}

void main();
