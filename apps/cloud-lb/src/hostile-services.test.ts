// Services that are written against the others: none gets what is not its own, and none keeps the others from what is theirs.
import type { Service } from '@kubets/proto-gen/core/v1';
import { cpuMs, growthRatio } from '@kubets/apimachinery/testing';
import { canShare, claimOf } from './addresses/address-claim';
import { node, service } from './testing/objects';
import { startCloudLb, type RunningCloudLb } from './testing/start-cloud-lb';

const ADDRESS = 'loadbalancer.kubets.dev/address';
const POOL = Array.from({ length: 4 }, (_, index) => `10.0.0.${200 + index}`);
const twoNodes = [node('node-1', '10.0.0.11'), node('node-2', '10.0.0.12')];
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const annotated = (annotations: Record<string, string>, more: Service['metadata'] = {}): Service['metadata'] => ({
  annotations,
  creationTimestamp: '2025-01-01T00:00:00Z',
  ...more,
});
const allOfThem = Array.from({ length: 254 * 70 }, (_, index) => `10.0.${index % 70}.${(index % 254) + 1}`).join(',');

let running: RunningCloudLb;
afterEach(() => running.stop());

test.each<[what: string, hostile: Service]>([
  ['says that all addresses are its own', service('bad', {}, annotated({ [ADDRESS]: allOfThem }))],
  ['says so and is no load balancer', service('bad', { type: 'ClusterIP' }, annotated({ [ADDRESS]: POOL.join(',') }))],
  [
    'says so in its status',
    {
      ...service('bad', {}, annotated({})),
      status: { loadBalancer: { ingress: many(5000, (index) => ({ ip: POOL[index % 4] })) } },
    },
  ],
  [
    'has what is no address',
    service('bad', {}, annotated({ [ADDRESS]: 'a,,10.0.0.999,::,10.0.0.200/24,\n,__proto__' })),
  ],
  ['asks for much', service('bad', {}, annotated({ 'loadbalancer.kubets.dev/ip': allOfThem }))],
  ['asks for nonsense', service('bad', {}, annotated({ 'loadbalancer.kubets.dev/ip': 'x'.repeat(200_000) }))],
  ['asks for a neighbour’s host', service('bad', { loadBalancerIP: '10.0.0.11' }, annotated({}))],
  ['names a node that is none', service('bad', {}, annotated({ 'loadbalancer.kubets.dev/node': '../../etc' }))],
  [
    'has a sharing key like a property',
    service('bad', {}, annotated({ 'loadbalancer.kubets.dev/allow-shared-ip': '__proto__' })),
  ],
])('one that %s: the others have an address of their own each', async (_, hostile) => {
  running = startCloudLb({ objects: [...twoNodes, hostile] });
  await running.settle();
  running.cluster.seed(...['a', 'b', 'c'].map((name) => service(name)));
  await running.settle();
  await running.clock.advance(10_000);
  await running.settle();
  const addresses = ['a', 'b', 'c'].map((name) => running.state(name).published);
  expect(addresses.map((one) => one.length)).toEqual([1, 1, 1]);
  expect(new Set(addresses.flat()).size).toBe(3);
  expect(addresses.flat().every((address) => POOL.includes(address!))).toBe(true);
  const { published } = running.state('bad');
  expect(addresses.flat().filter((address) => published.includes(address))).toEqual([]);
});

test('a crowd without addresses gets none of the others’, and the time that it takes grows with it', async () => {
  const crowd = many(300, (index) => service(`crowd-${index}`, {}, annotated({ [ADDRESS]: POOL[index % 4]! })));
  running = startCloudLb({ objects: [...twoNodes, ...POOL.map((_, index) => service(`own-${index}`)), ...crowd] });
  await running.settle();
  const holders = new Map<string, string[]>();
  for (const { metadata, status } of running.cluster.objects<Service>('services'))
    for (const { ip } of status?.loadBalancer?.ingress ?? [])
      holders.set(ip!, [...(holders.get(ip!) ?? []), metadata!.name!]);
  expect([...holders.values()].map(({ length }) => length)).toEqual([1, 1, 1, 1]);
});

test('what a Service claims, and whether it can share it, is told at once, however much is written on it', () => {
  running = startCloudLb({ objects: [] });
  const crowded = (first: number, count: number) =>
    claimOf(
      service(
        `s${first}`,
        { ports: many(count, (index) => ({ port: first + index, protocol: 'TCP' })) },
        annotated({ 'loadbalancer.kubets.dev/allow-shared-ip': 'one' }),
      ),
    );
  expect(
    growthRatio(
      (count) => [crowded(1, count), crowded(30_000, count)] as const,
      ([a, b]) => canShare(a, b),
    ),
  ).toBeLessThan(3);
  expect(cpuMs(() => claimOf(service('bad', {}, annotated({ [ADDRESS]: allOfThem }))))).toBeLessThan(50);
  expect(cpuMs(() => canShare(crowded(1, 20_000), crowded(30_000, 20_000)))).toBeLessThan(200);
});
