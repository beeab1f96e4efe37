import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import type { GrpcRoute } from '@kubets/api';
import { startInformers } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { createTestLogger, createTestPki, eventually, type TestPki } from '@kubets/component/testing';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { createClusterInformers } from '../../apps/dns/src/plugins/kubernetes/cluster-informers';
import { createRouteTable } from '../../apps/dns/src/xds/routes/route-table';
import { startXdsServer } from '../../apps/dns/src/xds/xds-server';

const bytes = (value: Buffer) => value;
/** The service of the backends: a call is answered with the backend's number. */
export const BACKEND_SERVICE: ServiceDefinition = {
  call: {
    path: '/test.Backend/Call',
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  },
};
export const WEB = 'xds:///web.default.svc.cluster.local:80';
export const MOST_BACKENDS = 6;

/** A gRPC client of WEB. */
export interface XdsCaller {
  /** So many calls, 50 at a time: how often each backend was called, and what failed. */
  call(times: number): Promise<{ counts: number[]; failures: string[] }>;
  close(): void;
}

/** The server that tells clients the endpoints of Services, and six "pods" on addresses of loopback; Services web and api have some. */
export interface XdsHarness {
  port: number;
  pki: TestPki;
  setEndpoints(service: 'web' | 'api', backends: readonly number[]): Promise<void>;
  setRoutes(routes: readonly GrpcRoute[]): void;
  stop(): Promise<void>;
}

export async function startXdsHarness(): Promise<XdsHarness> {
  const stop = new AbortController();
  const logger = createTestLogger();
  const backends: Server[] = [];
  let backendPort = 0;
  for (let index = 0; index < MOST_BACKENDS; index++) {
    const server = new Server();
    server.addService(BACKEND_SERVICE, {
      call: (_: unknown, answer: (error: null, reply: Buffer) => void) => answer(null, Buffer.from(String(index))),
    });
    backendPort = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`${addressOf(index)}:${backendPort}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    backends.push(server);
  }
  const cluster = createFakeCluster([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
    service('web', '10.96.0.5'),
    service('api', '10.96.0.6'),
    slice('web', [0, 1, 2, 3], backendPort),
    slice('api', [4], backendPort),
  ]);
  const pki = await createTestPki();
  const { certFile, keyFile } = await pki.issue({ commonName: 'kube-dns', names: ['localhost', '127.0.0.1'] });
  const informers = createClusterInformers(cluster, { logger });
  const synced = startInformers(informers, stop.signal).then(() => undefined);
  const routes = createRouteTable();
  const xds = await startXdsServer({
    host: '127.0.0.1',
    port: 0,
    tls: { certFile, keyFile, clientCaFile: pki.caFile },
    plaintext: true,
    informers,
    zoneName: () => 'cluster.local',
    routes,
    synced,
    logger,
  });
  return {
    port: xds.port,
    pki,
    async setEndpoints(name, indices) {
      const current = await cluster.endpointSlices.get({ namespace: 'default', name: `${name}-1` });
      await cluster.endpointSlices.update({ ...slice(name, indices, backendPort), metadata: current.metadata });
    },
    setRoutes: (objects) => routes.set(objects, [], 'cluster.local'),
    async stop() {
      stop.abort();
      await xds.stop();
      for (const server of backends) server.forceShutdown();
      pki.remove();
    },
  };
}

const addressOf = (index: number): string => `127.0.0.${index + 1}`;

const service = (name: string, clusterIP: string): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], ports: [{ name: 'grpc', port: 80 }] },
});

const slice = (name: string, indices: readonly number[], port: number): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: indices.map((index) => ({ addresses: [addressOf(index)], conditions: { ready: true } })),
  ports: [{ name: 'grpc', port, protocol: 'TCP' }],
});

const CALLS = 10_000;

/** What every client of xDS has to show. */
export function describeCaller(harness: () => XdsHarness, open: () => XdsCaller | Promise<XdsCaller>): void {
  let caller: XdsCaller;
  beforeAll(async () => {
    caller = await open();
    await caller.call(1);
  });
  afterAll(() => caller?.close());
  const calledBy = (counts: readonly number[]) => counts.flatMap((count, index) => (count > 0 ? [index] : []));
  const areCalled = (indices: readonly number[]) =>
    eventually(async () => calledBy((await caller.call(100)).counts).join() === indices.join());

  test('spreads 10,000 calls over the four endpoints of a Service, each within a tenth of a quarter', async () => {
    // The first connections are there one after the other; from then on all have the same share.
    await areCalled([0, 1, 2, 3]);
    const { counts, failures } = await caller.call(CALLS);
    expect(failures).toEqual([]);
    expect(counts.slice(4)).toEqual([0, 0]);
    const share = CALLS / 4;
    for (const count of counts.slice(0, 4)) expect(Math.abs(count - share)).toBeLessThanOrEqual(share / 10);
  }, 300_000);

  test('follows a rollout under load, and no call fails', async () => {
    let isDone = false;
    let calls = 0;
    const failures: string[] = [];
    let last: number[] = [];
    const calling = (async () => {
      while (!isDone) {
        const batch = await caller.call(100);
        failures.push(...batch.failures);
        last = calledBy(batch.counts);
        calls += 100;
      }
    })();
    const areNow = (indices: readonly number[]) => eventually(() => last.join() === indices.join());
    await areNow([0, 1, 2, 3]);
    for (const indices of [
      [1, 2, 3, 4],
      [2, 3, 4, 5],
      [4, 5],
      [0, 1, 2, 3],
    ]) {
      await harness().setEndpoints('web', indices);
      await areNow(indices);
    }
    isDone = true;
    await calling;
    expect(failures).toEqual([]);
    expect(calls).toBeGreaterThan(500);
  }, 300_000);

  test('does what a GRPCRoute says: a quarter of a method’s calls to another Service, until it is gone', async () => {
    const parentRefs = [{ group: '', kind: 'Service', name: 'web' }];
    const backendRefs = [
      { name: 'web', port: 80, weight: 3 },
      { name: 'api', port: 80, weight: 1 },
    ];
    const matches = [{ method: { service: 'test.Backend', method: 'Call' } }];
    const metadata = { namespace: 'default', name: 'canary' };
    harness().setRoutes([{ metadata, spec: { parentRefs, rules: [{ matches, backendRefs }] } }]);
    await areCalled([0, 1, 2, 3, 4]);
    const { counts, failures } = await caller.call(4000);
    expect(failures).toEqual([]);
    expect(Math.abs(counts[4]! - 1000)).toBeLessThan(200);
    // A rule for other methods: this one has no route any more.
    const other = { matches: [{ method: { service: 'test.Other' } }], backendRefs };
    harness().setRoutes([{ metadata, spec: { parentRefs, rules: [other] } }]);
    await eventually(async () => (await caller.call(10)).failures.some((text) => text.includes('UNAVAILABLE')));
    harness().setRoutes([]);
    await eventually(async () => (await caller.call(100)).failures.length === 0);
    await areCalled([0, 1, 2, 3]);
  }, 300_000);
}
