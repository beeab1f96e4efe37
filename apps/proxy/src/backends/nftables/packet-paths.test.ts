import { endpoint, service, slice } from '../../testing/cluster-objects';
import { tableOf, testNode } from './testing/table-of';
import { type Trace, type TracedPacket, tracePacket } from './testing/trace-packet';

const CLUSTER_IP = '10.96.0.50';
const NODE_PORT = 30_080;
const NODE = '10.201.0.11';
const [podHere, podThere, outsider] = ['10.244.1.2', '10.244.2.2', '203.0.113.7'];
const here = endpoint(podHere, 'node-1');
const there = endpoint(podThere, 'node-2');
const leaving = { conditions: { ready: false, serving: true, terminating: true } };
const both = [slice('web', [here, there])];
const BALANCER = '192.0.2.10';

const clusterIpService = (spec = {}) => service('web', { clusterIP: CLUSTER_IP, ...spec });
const nodePortService = (spec = {}) =>
  clusterIpService({ type: 'NodePort', ports: [{ port: 80, nodePort: NODE_PORT }], ...spec });
const balancedService = (spec = {}, ipMode = 'VIP') =>
  service(
    'web',
    { type: 'LoadBalancer', clusterIP: CLUSTER_IP, ports: [{ port: 80, nodePort: NODE_PORT }], ...spec },
    { status: { loadBalancer: { ingress: [{ ip: BALANCER, ipMode }] } } },
  );

interface Case {
  name: string;
  table: ReturnType<typeof tableOf>;
  packet: Omit<TracedPacket, 'nodeAddresses' | 'port'> & { port?: number };
  expected: Partial<Trace>;
}

const to = (destination: string, masqueraded: boolean): Partial<Trace> => ({
  outcome: 'forwarded',
  destination,
  port: 8080,
  masqueraded,
});
const second = () => 1;

const cases: Case[] = [
  {
    name: 'a pod uses a ClusterIP: its address stays',
    table: tableOf([clusterIpService()], both),
    packet: { source: podThere, destination: CLUSTER_IP },
    expected: to(podHere, false),
  },
  {
    name: 'the draw decides about the endpoint',
    table: tableOf([clusterIpService()], both),
    packet: { source: podHere, destination: CLUSTER_IP, draw: second },
    expected: to(podThere, false),
  },
  {
    name: 'an outsider uses a ClusterIP: masqueraded',
    table: tableOf([clusterIpService()], both),
    packet: { source: outsider, destination: CLUSTER_IP },
    expected: to(podHere, true),
  },
  {
    name: 'the node uses a ClusterIP: masqueraded',
    table: tableOf([clusterIpService()], both),
    packet: { source: NODE, destination: CLUSTER_IP, fromNode: true },
    expected: to(podHere, true),
  },
  {
    name: 'without --cluster-cidr nobody is an outsider',
    table: tableOf([clusterIpService()], both, { clusterCidrs: [] }),
    packet: { source: outsider, destination: CLUSTER_IP },
    expected: to(podHere, false),
  },
  {
    name: '--masquerade-all',
    table: tableOf([clusterIpService()], both, { masqueradeAll: true }),
    packet: { source: podThere, destination: CLUSTER_IP },
    expected: to(podHere, true),
  },
  {
    name: 'a pod reaches itself: masqueraded',
    table: tableOf([clusterIpService()], both),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: to(podHere, true),
  },
  {
    name: 'no endpoints, TCP: reset',
    table: tableOf([clusterIpService()]),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: { outcome: 'reset' },
  },
  {
    name: 'no endpoints, UDP: unreachable',
    table: tableOf([clusterIpService({ ports: [{ port: 80, protocol: 'UDP' }] })]),
    packet: { source: podHere, destination: CLUSTER_IP, protocol: 'UDP' },
    expected: { outcome: 'unreachable' },
  },
  {
    name: 'no endpoints, from the node',
    table: tableOf([clusterIpService()]),
    packet: { source: NODE, destination: CLUSTER_IP, fromNode: true },
    expected: { outcome: 'reset' },
  },
  {
    name: 'a port that the ClusterIP lacks',
    table: tableOf([clusterIpService()], both),
    packet: { source: podHere, destination: CLUSTER_IP, port: 81 },
    expected: { outcome: 'reset' },
  },
  {
    name: 'a protocol that the ClusterIP lacks',
    table: tableOf([clusterIpService()], both),
    packet: { source: podHere, destination: CLUSTER_IP, protocol: 'UDP' },
    expected: { outcome: 'unreachable' },
  },
  {
    name: 'a ClusterIP of nobody',
    table: tableOf([clusterIpService()], both),
    packet: { source: podHere, destination: '10.96.0.51' },
    expected: { outcome: 'reset' },
  },
  {
    name: 'anything else',
    table: tableOf([clusterIpService()], both),
    packet: { source: podHere, destination: outsider },
    expected: { outcome: 'forwarded', destination: outsider, port: 80, masqueraded: false },
  },
  {
    name: 'SCTP',
    table: tableOf(
      [clusterIpService({ ports: [{ port: 80, protocol: 'SCTP' }] })],
      [slice('web', [here], [{ port: 9, protocol: 'SCTP' }])],
    ),
    packet: { source: podThere, destination: CLUSTER_IP, protocol: 'SCTP' },
    expected: { outcome: 'forwarded', destination: podHere, port: 9 },
  },

  {
    name: 'internal Local: an endpoint here',
    table: tableOf([clusterIpService({ internalTrafficPolicy: 'Local' })], both),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: to(podHere, true),
  },
  {
    name: 'internal Local: endpoints elsewhere only',
    table: tableOf([clusterIpService({ internalTrafficPolicy: 'Local' })], [slice('web', [there])]),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: { outcome: 'dropped' },
  },
  {
    name: 'internal Local: no endpoints at all',
    table: tableOf([clusterIpService({ internalTrafficPolicy: 'Local' })]),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: { outcome: 'reset' },
  },
  {
    name: 'internal Local does not bind nodePorts',
    table: tableOf([nodePortService({ internalTrafficPolicy: 'Local' })], [slice('web', [there])]),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: to(podThere, true),
  },

  {
    name: 'nodePort, Cluster',
    table: tableOf([nodePortService()], [slice('web', [there])]),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: to(podThere, true),
  },
  {
    name: 'nodePort on loopback from the node',
    table: tableOf([nodePortService()], [slice('web', [there])]),
    packet: { source: '127.0.0.1', destination: '127.0.0.1', port: NODE_PORT, fromNode: true },
    expected: to(podThere, true),
  },
  {
    name: 'nodePort on loopback from the network',
    table: tableOf([nodePortService()], [slice('web', [there])]),
    packet: { source: outsider, destination: '127.0.0.1', port: NODE_PORT },
    expected: { outcome: 'dropped' },
  },
  {
    name: 'nodePort without endpoints',
    table: tableOf([nodePortService()]),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: { outcome: 'reset' },
  },
  {
    name: "a node's own port",
    table: tableOf([nodePortService()], both),
    packet: { source: outsider, destination: NODE, port: 10_250 },
    expected: { outcome: 'delivered', destination: NODE },
  },
  {
    name: 'a ClusterIP Service has no nodePort',
    table: tableOf([clusterIpService({ ports: [{ port: 80, nodePort: NODE_PORT }] })], both),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: { outcome: 'delivered' },
  },

  {
    name: 'external Local: outsiders stay here with their address',
    table: tableOf([nodePortService({ externalTrafficPolicy: 'Local' })], both),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: to(podHere, false),
  },
  {
    name: 'external Local: no endpoint here',
    table: tableOf([nodePortService({ externalTrafficPolicy: 'Local' })], [slice('web', [there])]),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: { outcome: 'dropped' },
  },
  {
    name: 'external Local: no endpoint anywhere',
    table: tableOf([nodePortService({ externalTrafficPolicy: 'Local' })]),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: { outcome: 'reset' },
  },
  {
    name: 'external Local: pods use all endpoints',
    table: tableOf([nodePortService({ externalTrafficPolicy: 'Local' })], [slice('web', [there])]),
    packet: { source: podHere, destination: NODE, port: NODE_PORT },
    expected: to(podThere, false),
  },
  {
    name: 'external Local: the node uses all endpoints',
    table: tableOf([nodePortService({ externalTrafficPolicy: 'Local' })], [slice('web', [there])]),
    packet: { source: NODE, destination: NODE, port: NODE_PORT, fromNode: true },
    expected: to(podThere, true),
  },
  {
    name: 'external Local: the last endpoint here is leaving',
    table: tableOf(
      [nodePortService({ externalTrafficPolicy: 'Local' })],
      [slice('web', [{ ...here, ...leaving }, there])],
    ),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: to(podHere, false),
  },
  {
    name: 'external Local leaves the ClusterIP alone',
    table: tableOf([nodePortService({ externalTrafficPolicy: 'Local' })], [slice('web', [there])]),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: to(podThere, false),
  },

  {
    name: 'externalIP',
    table: tableOf([clusterIpService({ externalIPs: ['192.0.2.99'] })], both),
    packet: { source: outsider, destination: '192.0.2.99' },
    expected: to(podHere, true),
  },
  {
    name: 'load balancer address',
    table: tableOf([balancedService()], both),
    packet: { source: outsider, destination: BALANCER },
    expected: to(podHere, true),
  },
  {
    name: 'ipMode Proxy is left to the network',
    table: tableOf([balancedService({}, 'Proxy')], both),
    packet: { source: podHere, destination: BALANCER },
    expected: { outcome: 'forwarded', destination: BALANCER },
  },
  {
    name: 'source ranges: inside',
    table: tableOf([balancedService({ loadBalancerSourceRanges: ['203.0.113.0/24'] })], both),
    packet: { source: outsider, destination: BALANCER },
    expected: to(podHere, true),
  },
  {
    name: 'source ranges: outside',
    table: tableOf([balancedService({ loadBalancerSourceRanges: ['198.51.100.0/24'] })], both),
    packet: { source: outsider, destination: BALANCER },
    expected: { outcome: 'dropped' },
  },
  {
    name: 'source ranges: from the node, outside',
    table: tableOf([balancedService({ loadBalancerSourceRanges: ['198.51.100.0/24'] })], both),
    packet: { source: NODE, destination: BALANCER, fromNode: true },
    expected: { outcome: 'dropped' },
  },
  {
    name: 'source ranges: nodePorts are not filtered',
    table: tableOf([balancedService({ loadBalancerSourceRanges: ['198.51.100.0/24'] })], both),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: to(podHere, true),
  },
  {
    name: 'source ranges of the other family let nobody in',
    table: tableOf([balancedService({ loadBalancerSourceRanges: ['2001:db8::/32'] })], both),
    packet: { source: outsider, destination: BALANCER },
    expected: { outcome: 'dropped' },
  },

  {
    name: 'ready wins over leaving',
    table: tableOf([clusterIpService()], [slice('web', [{ ...here, ...leaving }, there])]),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: to(podThere, false),
  },
  {
    name: 'leaving is better than nothing',
    table: tableOf([clusterIpService()], [slice('web', [{ ...there, ...leaving }])]),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: to(podThere, false),
  },
  {
    name: 'not ready is nothing',
    table: tableOf(
      [clusterIpService()],
      [slice('web', [endpoint(podThere, 'node-2', { conditions: { ready: false } })])],
    ),
    packet: { source: podHere, destination: CLUSTER_IP },
    expected: { outcome: 'reset' },
  },
  {
    name: 'session affinity',
    table: tableOf([clusterIpService({ sessionAffinity: 'ClientIP' })], both),
    packet: { source: outsider, destination: CLUSTER_IP, draw: second },
    expected: to(podThere, true),
  },
  {
    name: 'session affinity with external Local',
    table: tableOf([nodePortService({ sessionAffinity: 'ClientIP', externalTrafficPolicy: 'Local' })], both),
    packet: { source: outsider, destination: NODE, port: NODE_PORT },
    expected: to(podHere, false),
  },
];

test.each(cases)('$name', ({ table, packet, expected }) => {
  expect(tracePacket(table.content, { port: 80, nodeAddresses: [NODE, '127.0.0.1'], ...packet })).toMatchObject(
    expected,
  );
});

test('IPv6', () => {
  const sixth = service('web', { clusterIP: 'fd00:10:96::5', clusterIPs: ['fd00:10:96::5'] });
  const { content } = tableOf([sixth], [slice('web', [endpoint('fd00:244:1::2', 'node-1')])], {
    family: 'IPv6',
    clusterCidrs: ['fd00:244::/32'],
  });
  const packet = { destination: 'fd00:10:96::5', port: 80, nodeAddresses: [] };
  expect(tracePacket(content, { ...packet, source: 'fd00:244:2::9' })).toMatchObject({
    destination: 'fd00:244:1::2',
    port: 8080,
    masqueraded: false,
  });
  expect(tracePacket(content, { ...packet, source: '2001:db8::1' })).toMatchObject({
    destination: 'fd00:244:1::2',
    masqueraded: true,
  });
});

test('a client with session affinity comes back to its endpoint', () => {
  const { content } = tableOf([clusterIpService({ sessionAffinity: 'ClientIP' })], both);
  const remembered = content.sets.filter(({ name }) => name.startsWith('clients-'))[1];
  content.elements = [...content.elements, { set: remembered?.name ?? '', key: outsider, value: '' }];
  expect(
    tracePacket(content, { source: outsider, destination: CLUSTER_IP, port: 80, nodeAddresses: [NODE], draw: () => 0 }),
  ).toMatchObject({ destination: podThere });
  expect(
    tracePacket(content, { source: podThere, destination: CLUSTER_IP, port: 80, nodeAddresses: [NODE], draw: () => 0 }),
  ).toMatchObject({ destination: podHere });
});

test('a packet passes few chains, however many Services there are', () => {
  const services = Array.from({ length: 300 }, (_, index) =>
    service(`s${index}`, { clusterIP: `10.97.${index >> 8}.${index & 255}` }),
  );
  const slices = services.map((_, index) => slice(`s${index}`, [here, there]));
  const { content } = tableOf(services, slices, { node: testNode });
  const { path } = tracePacket(content, {
    source: podThere,
    destination: '10.97.1.5',
    port: 80,
    nodeAddresses: [NODE],
  });
  expect(path).toEqual([
    'firewall-prerouting',
    'firewall',
    'nat-prerouting',
    'services',
    'endpoints-2-internal',
    'filter-forward',
    'nat-postrouting',
  ]);
  expect(content.chains.length).toBeLessThan(20);
});
