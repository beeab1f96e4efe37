import { nameOf } from '@kubets/apimachinery';
import type { IPAddress, ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { serviceCidrController } from './servicecidr-controller';
import { blockingAddresses } from './servicecidr-state';

let running: RunningControllers | undefined;
afterEach(() => running?.stop());

const range = (name: string, ...cidrs: string[]): ServiceCIDR => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name },
  spec: { cidrs },
});
const address = (name: string): IPAddress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: { name },
  spec: { parentRef: { resource: 'services', name: 'web', namespace: 'default' } },
});
const stored = (): ServiceCIDR | undefined =>
  running!.cluster.objects<ServiceCIDR>('servicecidrs').find((object) => nameOf(object) === 'extra');

test.each([
  { name: 'none in it', of: range('a', '10.96.0.0/24'), others: [], addresses: ['10.97.0.1'], expected: [] },
  {
    name: 'one in it',
    of: range('a', '10.96.0.0/24'),
    others: [],
    addresses: ['10.96.0.7', '10.97.0.1'],
    expected: ['10.96.0.7'],
  },
  {
    name: 'covered by a wider range',
    of: range('a', '10.96.0.0/24'),
    others: [range('b', '10.96.0.0/16')],
    addresses: ['10.96.0.7'],
    expected: [],
  },
  {
    name: 'partly covered by a narrower one',
    of: range('a', '10.96.0.0/16'),
    others: [range('b', '10.96.0.0/24')],
    addresses: ['10.96.0.7', '10.96.5.7'],
    expected: ['10.96.5.7'],
  },
  {
    name: 'the other is going too',
    of: range('a', '10.96.0.0/24'),
    others: [{ ...range('b', '10.96.0.0/16'), metadata: { name: 'b', deletionTimestamp: 'x' } }],
    addresses: ['10.96.0.7'],
    expected: ['10.96.0.7'],
  },
])('blockingAddresses: $name', ({ of, others, addresses, expected }) => {
  expect(blockingAddresses(of, [of, ...others], addresses.map(address)).map(nameOf)).toEqual(expected);
});

test('a range becomes ready, and is kept while addresses of it are in use', async () => {
  running = startControllers([serviceCidrController], {
    objects: [range('extra', '10.200.0.0/24'), address('10.200.0.5')],
  });
  await running.settle();
  expect(stored()?.metadata?.finalizers).toEqual(['networking.k8s.io/service-cidr-finalizer']);
  expect(stored()?.status?.conditions).toMatchObject([
    { type: 'Ready', status: 'True', message: 'Kubernetes Service CIDR is ready' },
  ]);

  await running.cluster.serviceCIDRs.delete({ name: 'extra' });
  await running.clock.advance(20_000);
  await running.settle();
  expect(stored()?.status?.conditions).toMatchObject([
    {
      type: 'Ready',
      status: 'False',
      reason: 'Terminating',
      message: expect.stringContaining('There are still IPAddresses'),
    },
  ]);

  await running.cluster.ipAddresses.delete({ name: '10.200.0.5' });
  await running.settle();
  expect(stored()).toBeUndefined();
});

test('an unused range goes after the time that allocations under way may take', async () => {
  running = startControllers([serviceCidrController], { objects: [range('extra', '10.200.0.0/24')] });
  await running.settle();
  await running.cluster.serviceCIDRs.delete({ name: 'extra' });
  await running.clock.advance(9_000);
  expect(stored()).toBeDefined();
  await running.clock.advance(2_000);
  await running.settle();
  expect(stored()).toBeUndefined();
});
