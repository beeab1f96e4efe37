import { nameOf } from '@kubets/apimachinery';
import { parseCidr } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { node } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { clusterPools, createCidrPool } from './cidr-pool';
import { nodeIpamController } from './nodeipam-controller';

let running: RunningControllers | undefined;
afterEach(() => running?.stop());

const cidrs = (): Record<string, string[] | undefined> =>
  Object.fromEntries(running!.cluster.objects<Node>('nodes').map((object) => [nameOf(object), object.spec?.podCIDRs]));

test('a pool goes round, and around what is in use', () => {
  const pool = createCidrPool(parseCidr('10.0.0.0/22')!, 24);
  const used = [parseCidr('10.0.1.0/24')!];
  expect([pool.next(used), pool.next(used), pool.next(used), pool.next(used)]).toEqual([
    '10.0.0.0/24',
    '10.0.2.0/24',
    '10.0.3.0/24',
    '10.0.0.0/24',
  ]);
  expect(pool.next([parseCidr('10.0.0.0/8')!])).toBeUndefined();
});

test('a mask that is too large is refused with the reason', () => {
  expect(() => clusterPools('10.0.0.0/24', { IPv4: 16, IPv6: 64 })).toThrow(
    'the node mask size /16 is larger than the cluster CIDR 10.0.0.0/24: it must be at least /24',
  );
});

test('every node gets a part of its own', async () => {
  const nodes = Array.from({ length: 20 }, (_, i) => node(`node-${i}`));
  running = startControllers([nodeIpamController], { objects: nodes });
  await running.settle();
  const given = Object.values(cidrs()).flat();
  expect(new Set(given).size).toBe(20);
  expect(given.every((cidr) => /^10\.244\.\d+\.0\/24$/.test(cidr ?? ''))).toBe(true);
  expect(running.cluster.objects<Node>('nodes')[0]?.spec?.podCIDR).toBe(cidrs()['node-0']?.[0]);
});

test('started anew it knows what was given', async () => {
  running = startControllers([nodeIpamController], {
    objects: [node('old', { spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] } }), node('new')],
  });
  await running.settle();
  expect(cidrs()).toEqual({ old: ['10.244.0.0/24'], new: ['10.244.1.0/24'] });
});

test('when all is given it says so, and goes on when a node leaves', async () => {
  running = startControllers([nodeIpamController], {
    objects: [node('a'), node('b'), node('c')],
    config: { clusterCidr: '10.244.0.0/23' },
  });
  await running.settle();
  expect(cidrs()).toMatchObject({ a: ['10.244.0.0/24'], b: ['10.244.1.0/24'] });
  expect(running.events()).toEqual(['Normal CIDRNotAvailable Node c status is now: CIDRNotAvailable']);
  await running.cluster.nodes.delete({ name: 'a' });
  await running.settle();
  expect(cidrs()).toMatchObject({ c: ['10.244.0.0/24'] });
});

test('both families, and nothing of the Service range', async () => {
  running = startControllers([nodeIpamController], {
    objects: [node('a')],
    config: { clusterCidr: '10.96.0.0/11,fd00:1::/48', serviceClusterIpRange: '10.96.0.0/12' },
  });
  await running.settle();
  expect(cidrs()).toEqual({ a: ['10.112.0.0/24', 'fd00:1::/64'] });
});
