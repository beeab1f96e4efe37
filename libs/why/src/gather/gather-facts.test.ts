import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { KubeObject } from '@kubets/apimachinery';
import type { Node, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { From, Listener } from '../facts';
import type { ApiReader } from './api-reader';
import { gatherFacts } from './gather-facts';

const NODE_ADDRESS = '127.0.0.9';
const node: Node = {
  metadata: { name: 'node-1' },
  status: { addresses: [{ type: 'InternalIP', address: NODE_ADDRESS }] },
};

/** An API that has these lists, by the end of their paths, and nothing else. */
const apiOf = (lists: Record<string, KubeObject[]>): ApiReader => ({
  list: async <T>(path: string) => (Object.entries(lists).find(([end]) => path.endsWith(end))?.[1] ?? []) as T[],
  get: async () => undefined,
  close: () => undefined,
});

interface Asked {
  protocol?: string;
  /** What is known of where all addresses are. */
  listeners?: Listener[];
}

/** Asks from a place; resolves also to the addresses whose namespace was looked for. */
async function gather(from: From, port: number, { protocol = 'TCP', listeners }: Asked = {}) {
  const service: Service = {
    metadata: { namespace: 'shop', name: 'web' },
    spec: {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.5',
      clusterIPs: ['10.96.0.5'],
      ports: [{ port, protocol }],
    },
    status: { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } },
  };
  const slice: EndpointSlice = {
    metadata: { namespace: 'shop', name: 'web-x' },
    endpoints: [{ addresses: ['127.0.0.1'] }],
    ports: [{ name: '', port }],
  };
  const looked: string[] = [];
  const { facts, clientAddress } = await gatherFacts({
    question: { namespace: 'shop', name: 'web', from },
    api: apiOf({
      '/services': [service],
      '/nodes': [node],
      'service-name%3Dweb': [slice],
    }),
    reach: {
      places: {
        async ofAddress(address) {
          looked.push(address);
          return listeners && '/run/netns/pod';
        },
        listeners: async () => listeners,
      },
      script: '/nonexistent',
    },
    clusterDomain: 'cluster.local',
  });
  return { facts, clientAddress, looked };
}

const server = createServer((socket) => socket.on('error', () => undefined).end());
let port: number;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

test('from the host, endpoints and the load balancer’s address are tried from here', async () => {
  const { facts, clientAddress } = await gather({ kind: 'host' }, port);
  expect(facts.endpointProbes).toMatchObject([{ address: '127.0.0.1', port, outcome: 'open' }]);
  expect(facts.serviceProbe).toMatchObject({ outcome: 'open' });
  expect(clientAddress).toBe('127.0.0.1');
});

test('from a node, its own network is where they would be tried, and nothing is where nobody here gets to', async () => {
  const { facts, looked } = await gather({ kind: 'node', name: 'node-1' }, port);
  expect(looked).toContain(NODE_ADDRESS);
  expect([facts.endpointProbes, facts.serviceProbe]).toEqual([[], undefined]);
});

test.each<{ protocol: string; listeners: Listener[]; expected: string[] }>([
  { protocol: 'UDP', listeners: [{ protocol: 'UDP', port: 5353, loopbackOnly: false }], expected: ['open'] },
  { protocol: 'UDP', listeners: [{ protocol: 'TCP', port: 5353, loopbackOnly: false }], expected: ['refused'] },
  { protocol: 'UDP', listeners: [{ protocol: 'UDP', port: 5353, loopbackOnly: true }], expected: ['refused'] },
  // Nobody tells what listens on SCTP.
  { protocol: 'SCTP', listeners: [{ protocol: 'TCP', port: 5353, loopbackOnly: false }], expected: [] },
])('$protocol is not tried, but looked for: $expected', async ({ protocol, listeners, expected }) => {
  const { facts } = await gather({ kind: 'host' }, 5353, { protocol, listeners });
  expect(facts.endpointProbes.map(({ outcome }) => outcome)).toEqual(expected);
});

test.each<{ from: From; message: string }>([
  { from: { kind: 'node', name: 'node-9' }, message: '--from: there is no node node-9' },
  { from: { kind: 'pod', namespace: 'shop', name: 'x' }, message: '--from: there is no pod shop/x' },
])('$from that is not there is said', async ({ from, message }) => {
  await expect(gather(from, port)).rejects.toThrow(message);
});
