import { type Client, credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { register } from '@grpc/grpc-js-xds';
import { eventually } from '@kubets/component/testing';
import {
  AggregatedDiscoveryServiceClient,
  type DeltaDiscoveryResponse,
} from '@kubets/proto-gen/envoy/service/discovery/v3';
import { BACKEND_SERVICE, describeCaller, MOST_BACKENDS, startXdsHarness, WEB, type XdsHarness } from './xds-harness';

// gRPC clients as they are published, against the server that tells them the endpoints of a Service.

const IN_FLIGHT = 50;

let harness: XdsHarness;
beforeAll(async () => {
  harness = await startXdsHarness();
  process.env['GRPC_XDS_BOOTSTRAP_CONFIG'] = JSON.stringify({
    xds_servers: [
      { server_uri: `127.0.0.1:${harness.port}`, channel_creds: [{ type: 'insecure' }], server_features: ['xds_v3'] },
    ],
    node: { id: 'pod-1.default', locality: { zone: 'zone-a' } },
  });
  register();
});
afterAll(async () => {
  delete process.env['GRPC_XDS_BOOTSTRAP_CONFIG'];
  await harness.stop();
});

interface Backend extends Client {
  call(request: Buffer, options: object, answer: (error: Error | null, reply?: Buffer) => void): void;
}
const Backend = makeGenericClientConstructor(BACKEND_SERVICE, 'test.Backend');

function openNodeCaller() {
  const client = new Backend(WEB, credentials.createInsecure()) as unknown as Backend;
  const call = () =>
    new Promise<string>((resolve, reject) =>
      client.call(Buffer.alloc(0), { deadline: Date.now() + 60_000 }, (error, reply) =>
        error ? reject(error) : resolve(String(reply)),
      ),
    );
  return {
    close: () => client.close(),
    async call(times: number) {
      const counts = Array<number>(MOST_BACKENDS).fill(0);
      const failures: string[] = [];
      let left = times;
      const worker = async () => {
        for (; left > 0;) {
          left--;
          await call().then(
            (reply) => (counts[Number(reply)]! += 1),
            (error: unknown) => failures.push(String(error)),
          );
        }
      };
      await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, times) }, worker));
      return { counts, failures };
    },
  };
}

describe('@grpc/grpc-js-xds', () => describeCaller(() => harness, openNodeCaller));

test('a change of an endpoint sends one resource, to a client that came over TLS with its certificate', async () => {
  const { cert, key } = await harness.pki.issue({ commonName: 'system:serviceaccount:default:default' });
  const ads = new AggregatedDiscoveryServiceClient(
    `127.0.0.1:${harness.port}`,
    credentials.createSsl(Buffer.from(harness.pki.ca), Buffer.from(key), Buffer.from(cert)),
    // TLS has no way to announce an address, and Node.js 26 refuses to.
    { 'grpc.ssl_target_name_override': 'localhost' },
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
  await harness.setEndpoints('web', [0, 1]);
  await eventually(() => received.length === 3);
  expect(received[2]).toMatchObject({
    typeUrl: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
    resources: [{ name: 'web.default.svc.cluster.local:80' }],
  });
  stream.cancel();
  ads.close();
});
