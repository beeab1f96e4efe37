import type { Endpoints } from '@kubets/proto-gen/core/v1';
import { dnsService, peersOf, withInstance, withoutInstances, withPorts } from './dns-endpoints';

const ports = (port: number) => [
  { name: 'dns', port, protocol: 'UDP' },
  { name: 'dns-tcp', port, protocol: 'TCP' },
  { name: 'metrics', port: 9153, protocol: 'TCP' },
];
const endpoints = (...subsets: [number, ...string[]][]): Endpoints => ({
  subsets: subsets.map(([port, ...ips]) => ({ ports: ports(port), addresses: ips.map((ip) => ({ ip })) })),
});
const instance = { address: '10.0.0.1', port: 53, metricsPort: 9153 };
const addresses = ({ subsets = [] }: Endpoints) =>
  subsets.map((subset) => [subset.ports?.[0]?.port, ...(subset.addresses ?? []).map(({ ip }) => ip)]);

test.each<{ name: string; before: Endpoints | undefined; after: unknown[] }>([
  { name: 'the first instance', before: undefined, after: [[53, '10.0.0.1']] },
  { name: 'beside another', before: endpoints([53, '10.0.0.2']), after: [[53, '10.0.0.2', '10.0.0.1']] },
  {
    name: 'beside one on other ports',
    before: endpoints([5353, '10.0.0.2']),
    after: [
      [5353, '10.0.0.2'],
      [53, '10.0.0.1'],
    ],
  },
  {
    name: 'moved from other ports',
    before: endpoints([5353, '10.0.0.1', '10.0.0.2']),
    after: [
      [5353, '10.0.0.2'],
      [53, '10.0.0.1'],
    ],
  },
  { name: 'the last one of its old ports', before: endpoints([5353, '10.0.0.1']), after: [[53, '10.0.0.1']] },
])('entering: $name', ({ before, after }) => {
  const entered = withInstance(before, instance);
  expect(addresses(entered)).toEqual(after);
  expect(withInstance(entered, instance)).toBe(entered);
});

test('metrics on a port of the system’s choice are not told of', () => {
  const entered = withInstance(undefined, { ...instance, metricsPort: 0 });
  expect(entered.subsets?.[0]?.ports?.map(({ name }) => name)).toEqual(['dns', 'dns-tcp']);
});

test('leaving takes only the own address along', () => {
  const two = endpoints([53, '10.0.0.1', '10.0.0.2']);
  expect(addresses(withoutInstances(two, ['10.0.0.1']))).toEqual([[53, '10.0.0.2']]);
  expect(withoutInstances(endpoints([53, '10.0.0.1']), ['10.0.0.1']).subsets).toEqual([]);
  expect(withoutInstances(two, ['10.0.0.9'])).toBe(two);
});

test('peers', () => {
  expect(peersOf(endpoints([53, '10.0.0.1', '10.0.0.2'], [5353, '10.0.0.3']), '10.0.0.1')).toEqual([
    { address: '10.0.0.2', port: 53 },
    { address: '10.0.0.3', port: 5353 },
  ]);
});

test('a server of xDS has a port for it, which the Service gets if it has been there without', () => {
  const xds = { ...instance, xdsPort: 7777 };
  const port = { name: 'xds', port: 15_010, protocol: 'TCP' };
  expect(dnsService(['10.96.0.10'], xds).spec?.ports).toContainEqual(port);
  expect(withInstance(undefined, xds).subsets?.[0]?.ports).toContainEqual({ ...port, port: 7777 });
  const before = dnsService(['10.96.0.10']);
  const after = withPorts(before, xds);
  expect(after.spec?.ports).toEqual([...before.spec!.ports!, port]);
  expect(withPorts(after, xds)).toBe(after);
  expect(withPorts(before, { ...instance, xdsPort: 0 })).toBe(before);
});
