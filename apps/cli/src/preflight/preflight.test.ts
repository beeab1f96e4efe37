import { createServer } from 'node:net';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS, type ClusterOptions } from '../cluster/options';
import { ROUTE_PROTOCOL } from '../network/refused-ranges';
import type { Route } from '../network/route-conflicts';
import { requireFreePorts, requireFreeRanges } from './preflight';
import { assertUsable, PreflightError } from './usable-options';

const options = (changes: Partial<ClusterOptions> = {}) => ({ options: { ...DEFAULT_OPTIONS, ...changes } });

test.each<[string, Partial<ClusterOptions>]>([
  ['the defaults', {}],
  ['the longest name', { name: 'a234567890b' }],
  ['as many nodes as there are addresses for', { nodes: 4, nodeCidr: '10.201.0.0/28' }],
  ['a hundred nodes', { nodes: 100 }],
])('%s will do', (_, changes) => {
  expect(() => assertUsable(options(changes).options)).not.toThrow();
});

const BAD_NAME = /^--name ".*": lower-case letters, digits and dashes, at most 11 characters$/;

test.each<[string, Partial<ClusterOptions>, string | RegExp]>([
  ['a name that is too long for a bridge', { name: 'a234567890bc' }, BAD_NAME],
  ['a name that could be a path', { name: 'a/../b' }, BAD_NAME],
  ['a name that ends with a dash', { name: 'a-' }, BAD_NAME],
  ['no name', { name: '' }, BAD_NAME],
  ['no nodes', { nodes: 0 }, '--nodes 0: must be between 1 and 100'],
  ['half a node', { nodes: 1.5 }, '--nodes 1.5: must be between 1 and 100'],
  ['more nodes than addresses', { nodes: 5, nodeCidr: '10.201.0.0/28' }, '--nodes 5: must be between 1 and 4'],
  ['nodes without a network', { nodeCidr: 'x' }, '--node-cidr "x": an IPv4 network is wanted, such as 10.201.0.0/24'],
])('%s will not do', (_, changes, message) => {
  expect(() => assertUsable(options(changes).options)).toThrow(message);
});

test.each<[string, Route[]]>([
  ['the way out', [{ dst: 'default', dev: 'eth0' }]],
  ['a neighbour', [{ dst: '10.202.0.0/24', dev: 'eth1' }]],
  ["the cluster's own bridge", [{ dst: '10.201.0.0/24', dev: 'kubets0' }]],
  ['what another cluster refuses', [{ dst: '10.96.0.0/12', dev: 'lo', type: 'unreachable', protocol: ROUTE_PROTOCOL }]],
])('%s is in no way', (_, routes) => {
  expect(() => requireFreeRanges(layoutOf(DEFAULT_OPTIONS), routes)).not.toThrow();
});

test.each<[string, Route, string]>([
  ['nodes', { dst: '10.201.0.77', dev: 'wg0' }, '--node-cidr 10.201.0.0/24 overlaps 10.201.0.77 on wg0'],
  ['pods', { dst: '10.0.0.0/8', dev: 'tun0' }, '--node-cidr 10.201.0.0/24 overlaps 10.0.0.0/8 on tun0'],
  ['Services', { dst: '10.100.0.0/16' }, '--service-cidr 10.96.0.0/12 overlaps 10.100.0.0/16 on this machine'],
])('a route to where the %s are to be is told, with the flag that chooses another range', (_, route, message) => {
  expect(() => requireFreeRanges(layoutOf(DEFAULT_OPTIONS), [route])).toThrow(
    new PreflightError(`${message}; choose another range with ${message.split(' ')[0]}`),
  );
});

test('a port that somebody else has is told, and one that the running cluster has is not', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '0.0.0.0', () => resolve((server.address() as { port: number }).port)),
  );
  try {
    const taken = options({ securePort: port, grpcPort: 0, etcdPort: 0 });
    await expect(requireFreePorts(taken, new Set())).rejects.toThrow(
      `port ${port}, wanted for the API server (--secure-port), is taken by another program`,
    );
    await expect(requireFreePorts(taken, new Set(['apiserver', 'etcd']))).resolves.toBeUndefined();
  } finally {
    server.close();
  }
});
