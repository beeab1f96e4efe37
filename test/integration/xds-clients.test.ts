import {
  type Client,
  credentials,
  makeGenericClientConstructor,
  Server,
  ServerCredentials,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { register } from '@grpc/grpc-js-xds';
import { startInformers } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { createTestLogger, createTestPki, eventually, type TestPki } from '@kubets/component/testing';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import {
  AggregatedDiscoveryServiceClient,
  type DeltaDiscoveryResponse,
} from '@kubets/proto-gen/envoy/service/discovery/v3';
import { createClusterInformers } from '../../apps/dns/src/plugins/kubernetes/cluster-informers';
import { startXdsServer, type XdsServer } from '../../apps/dns/src/xds/xds-server';

// gRPC clients as they are published, against the server that tells them the endpoints of a Service. No cluster is needed for it: the
// "pods" are servers on addresses of loopback.

const BACKENDS = 4;
const MOST_BACKENDS = 6;
const CALLS = 10_000;
const IN_FLIGHT = 50;

const stop = new AbortController();
const logger = createTestLogger();
const web: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    clusterIP: '10.96.0.5',
    clusterIPs: ['10.96.0.5'],
    ipFamilies: ['IPv4'],
    ports: [{ name: 'grpc', port: 80 }],
  },
};
const cluster = createFakeCluster([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }, web]);
const bytes = (value: Buffer) => value;
const definition: ServiceDefinition = {
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
const backends: Server[] = [];
let backendPort = 0;
let pki: TestPki;
let xds: XdsServer;

const addressOf = (index: number) => `127.0.0.${index + 1}`;
const slice = (indices: readonly number[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  endpoints: indices.map((index) => ({ addresses: [addressOf(index)], conditions: { ready: true } })),
  ports: [{ name: 'grpc', port: backendPort, protocol: 'TCP' }],
});

async function setEndpoints(indices: readonly number[]): Promise<void> {
  const current = await cluster.endpointSlices.get({ namespace: 'default', name: 'web-1' });
  await cluster.endpointSlices.update({ ...current, ...slice(indices), metadata: current.metadata });
}

beforeAll(async () => {
  for (let index = 0; index < MOST_BACKENDS; index++) {
    const server = new Server();
    server.addService(definition, {
      call: (_: unknown, answer: (error: null, reply: Buffer) => void) => answer(null, Buffer.from(String(index))),
    });
    backendPort = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`${addressOf(index)}:${backendPort}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    backends.push(server);
  }
  cluster.seed(slice([0, 1, 2, 3]));
  pki = await createTestPki();
  const { certFile, keyFile } = await pki.issue({ commonName: 'kube-dns', names: ['127.0.0.1'] });
  const informers = createClusterInformers(cluster, { logger });
  const synced = startInformers(informers, stop.signal).then(() => undefined);
  xds = await startXdsServer({
    host: '127.0.0.1',
    port: 0,
    tls: { certFile, keyFile, clientCaFile: pki.caFile },
    plaintext: true,
    informers,
    zoneName: () => 'cluster.local',
    synced,
    logger,
  });
  process.env['GRPC_XDS_BOOTSTRAP_CONFIG'] = JSON.stringify({
    xds_servers: [
      { server_uri: `127.0.0.1:${xds.port}`, channel_creds: [{ type: 'insecure' }], server_features: ['xds_v3'] },
    ],
    node: { id: 'pod-1.default', locality: { zone: 'zone-a' } },
  });
  register();
});
afterAll(async () => {
  stop.abort();
  delete process.env['GRPC_XDS_BOOTSTRAP_CONFIG'];
  await xds.stop();
  for (const server of backends) server.forceShutdown();
  pki.remove();
});

interface Backend extends Client {
  call(request: Buffer, options: object, answer: (error: Error | null, reply?: Buffer) => void): void;
}
const Backend = makeGenericClientConstructor(definition, 'test.Backend');
const open = (target: string) => new Backend(target, credentials.createInsecure()) as unknown as Backend;
const call = (client: Backend) =>
  new Promise<string>((resolve, reject) =>
    client.call(Buffer.alloc(0), { deadline: Date.now() + 60_000 }, (error, reply) =>
      error ? reject(error) : resolve(String(reply)),
    ),
  );

/** How often each backend was called. */
async function spread(client: Backend, calls: number): Promise<number[]> {
  const counts = Array<number>(MOST_BACKENDS).fill(0);
  let left = calls;
  const worker = async () => {
    for (; left > 0;) {
      left--;
      counts[Number(await call(client))]! += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return counts;
}

test('@grpc/grpc-js-xds spreads calls over the endpoints of a Service, each within a tenth of its share', async () => {
  const client = open('xds:///web.default.svc.cluster.local:80');
  await call(client);
  // The first connections are there one after the other; from then on all have the same share.
  await eventually(async () => (await spread(client, 100)).filter((count) => count > 0).length === BACKENDS);
  const counts = await spread(client, CALLS);
  const share = CALLS / BACKENDS;
  expect(counts.slice(BACKENDS)).toEqual([0, 0]);
  for (const count of counts.slice(0, BACKENDS)) expect(Math.abs(count - share)).toBeLessThanOrEqual(share / 10);
  client.close();
}, 120_000);

test('it follows a rollout, and no call fails', async () => {
  const client = open('xds:///web.default.svc.cluster.local:80');
  await call(client);
  let isDone = false;
  const failures: unknown[] = [];
  const last: string[] = [];
  const calling = (async () => {
    while (!isDone) {
      last.push(await call(client).catch((error: unknown) => String(failures.push(error))));
      last.splice(0, last.length - 100);
    }
  })();
  const areCalled = (indices: readonly number[]) =>
    eventually(() => last.length === 100 && [...new Set(last)].sort().join() === indices.join());
  await areCalled([0, 1, 2, 3]);
  await setEndpoints([1, 2, 3, 4]);
  await areCalled([1, 2, 3, 4]);
  await setEndpoints([4, 5]);
  await areCalled([4, 5]);
  isDone = true;
  await calling;
  expect(failures).toEqual([]);
  await setEndpoints([0, 1, 2, 3]);
  client.close();
}, 120_000);

test('a change of an endpoint sends one resource, to a client that came over TLS with its certificate', async () => {
  const { cert, key } = await pki.issue({ commonName: 'system:serviceaccount:default:default' });
  const ads = new AggregatedDiscoveryServiceClient(
    `127.0.0.1:${xds.port}`,
    credentials.createSsl(Buffer.from(pki.ca), Buffer.from(key), Buffer.from(cert)),
  );
  const stream = ads.deltaAggregatedResources();
  const received: DeltaDiscoveryResponse[] = [];
  stream.on('error', () => undefined);
  stream.on('data', (response: DeltaDiscoveryResponse) => {
    received.push(response);
    stream.write({ typeUrl: response.typeUrl, responseNonce: response.nonce });
  });
  const types = ['listener.v3.Listener', 'endpoint.v3.ClusterLoadAssignment'];
  for (const type of types)
    stream.write({
      node: { id: 'pod-2.default' },
      typeUrl: `type.googleapis.com/envoy.config.${type}`,
      resourceNamesSubscribe: ['web.default.svc.cluster.local:80', 'nosuch.default.svc.cluster.local:80'],
    });
  await eventually(() => received.length === 2);
  expect(received.map(({ removedResources }) => removedResources)).toEqual([
    ['nosuch.default.svc.cluster.local:80'],
    ['nosuch.default.svc.cluster.local:80'],
  ]);
  await setEndpoints([0, 1]);
  await eventually(() => received.length === 3);
  expect(received[2]).toMatchObject({
    typeUrl: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
    resources: [{ name: 'web.default.svc.cluster.local:80' }],
  });
  stream.cancel();
  ads.close();
});
