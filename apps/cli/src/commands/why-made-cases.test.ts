// What is found where a case is really made: by real sockets, through all that gathers facts and judges them.
import { decode, encode } from 'dns-packet';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createWebServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { KubeObject } from '@kubets/apimachinery';
import { createTestPki } from '@kubets/component/testing';
import type { EndpointPort, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { Node, Service, ServicePort } from '@kubets/proto-gen/core/v1';
import { diagnose, gatherFacts } from '@kubets/why';

const ADDRESS = '127.0.0.1';
/** Nobody else's loopback address, as DNS is asked at port 53. */
const DNS_ADDRESS = '127.83.53.1';
const PROXY_PORT = 10256;
const servers: Server[] = [];
const listening = async (server: Server): Promise<number> => {
  servers.push(server);
  await once(server.listen(0, ADDRESS), 'listening');
  return (server.address() as AddressInfo).port;
};
afterAll(() => servers.forEach((server) => server.close()));

/** Asks for a Service whose only endpoint is that port of this machine. */
async function findOut(port: ServicePort & EndpointPort, nodes: readonly Node[] = []) {
  const dnsSlice: EndpointSlice = {
    metadata: { namespace: 'kube-system', name: 'dns' },
    endpoints: [{ addresses: [DNS_ADDRESS] }],
  };
  const metadata = { namespace: 'shop', name: 'web' };
  const service: Service = { metadata, spec: { clusterIP: 'None', clusterIPs: ['None'], ports: [port] } };
  const slice: EndpointSlice = {
    metadata,
    endpoints: [{ addresses: [ADDRESS], conditions: { ready: true } }],
    ports: [port],
  };
  const lists: Record<string, KubeObject[]> = {
    '/services': [service],
    '/nodes': [...nodes],
    'service-name%3Dweb': [slice],
    'service-name%3Dkube-dns': [dnsSlice],
  };
  const { facts, clientAddress } = await gatherFacts({
    question: { namespace: 'shop', name: 'web', from: { kind: 'host' } },
    api: {
      list: async <T>(path: string) => (Object.entries(lists).find(([end]) => path.endsWith(end))?.[1] ?? []) as T[],
      get: async () => undefined,
      close: () => undefined,
    },
    reach: { places: { ofAddress: async () => undefined, listeners: async () => undefined }, script: '/nonexistent' },
    clusterDomain: 'cluster.local',
  });
  return { facts, finding: diagnose(facts, clientAddress).finding };
}

const findingOf = async (...asked: Parameters<typeof findOut>) => (await findOut(...asked)).finding;
const nodeAt = (name: string, address: string): Node => ({
  metadata: { name },
  status: { addresses: [{ type: 'InternalIP', address }] },
});

test('a DNS that does not answer', async () => {
  const finding = await findingOf({ name: 'http', port: 1, targetPort: 1, protocol: 'TCP' });
  expect(finding).toMatchObject({ hop: 'answer', object: 'Service kube-system/kube-dns' });
});

(process.getuid?.() === 0 ? describe : describe.skip)('where DNS answers', () => {
  let dns: Socket;
  beforeAll(async () => {
    dns = createSocket('udp4');
    dns.on('message', (message, { port, address }) => {
      const { id, questions } = decode(message);
      const answers = (questions ?? []).map(({ name, type }) =>
        type === 'AAAA' ? { type, name, data: '::1' } : { type: 'A' as const, name, data: ADDRESS },
      );
      dns.send(encode({ type: 'response', id, questions, answers }), port, address);
    });
    await once(dns.bind(53, DNS_ADDRESS), 'listening');
  });
  afterAll(() => void dns.close());

  test('plain HTTP on a port that promises HTTPS', async () => {
    const port = await listening(createWebServer((_, response) => response.end('x')));
    const finding = await findingOf({ name: 'https', port, targetPort: port, protocol: 'TCP' });
    expect(finding).toMatchObject({ hop: 'probe', problem: expect.stringMatching(/promises HTTPS/) });
  });

  test('TLS on a port that promises plain HTTP', async () => {
    const pki = await createTestPki();
    try {
      const { cert, key } = await pki.issue({ commonName: 'web' });
      // One of them shakes hands, the other one has no certificate and refuses to.
      for (const certificate of [{ cert, key }, {}]) {
        const port = await listening(createTlsServer(certificate).on('tlsClientError', () => undefined));
        const finding = await findingOf({ name: 'http', port, targetPort: port, protocol: 'TCP' });
        expect(finding).toMatchObject({ hop: 'probe', problem: expect.stringMatching(/speak TLS/) });
      }
    } finally {
      pki.remove();
    }
  });

  test('a port that nobody listens on', async () => {
    const server = createServer();
    const port = await listening(server);
    server.close();
    await once(server, 'close');
    const finding = await findingOf({ name: 'http', port, targetPort: port, protocol: 'TCP' });
    expect(finding).toMatchObject({ hop: 'probe', field: 'spec.ports.targetPort' });
  });

  test('a proxy that is down on a node, and one that is behind', async () => {
    const port = await listening(createWebServer((_, response) => response.end('x')));
    const behind = createWebServer((_, response) => response.writeHead(503).end());
    servers.push(behind);
    await once(behind.listen(PROXY_PORT, '127.83.53.2'), 'listening');
    const http: ServicePort = { name: 'http', port, targetPort: port, protocol: 'TCP' };
    expect(await findingOf(http, [nodeAt('node-2', '127.83.53.2')])).toMatchObject({
      hop: 'kernel',
      object: 'Node node-2',
      problem: expect.stringMatching(/is behind/),
    });
    expect(await findingOf(http, [nodeAt('node-3', '127.83.53.3')])).toMatchObject({
      hop: 'kernel',
      object: 'Node node-3',
      problem: expect.stringMatching(/does not answer/),
    });
  });

  test('what is well, with addresses of both families', async () => {
    const port = await listening(createWebServer((_, response) => response.end('x')));
    const { facts, finding } = await findOut({ name: 'http', port, targetPort: port, protocol: 'TCP' });
    expect(finding).toBeUndefined();
    expect(facts.dns).toEqual([ADDRESS, '::1']);
    expect(facts.dnsServers).toEqual([{ address: DNS_ADDRESS, answers: true }]);
  });
});
