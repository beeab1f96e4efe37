import { newConflict, newForbidden } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import { node, service } from './testing/objects';
import { startCloudLb, type RunningCloudLb } from './testing/start-cloud-lb';

const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
const twoNodes = [node('node-1', '10.0.0.11'), node('node-2', '10.0.0.12')];
const ref = (name: string) => ({ namespace: 'default', name });
const request = (ip: string) => ({ annotations: { 'loadbalancer.kubets.dev/ip': ip } });

let running: RunningCloudLb;
const started: RunningCloudLb[] = [];
function start(o: Parameters<typeof startCloudLb>[0]): RunningCloudLb {
  running = startCloudLb(o);
  started.push(running);
  return running;
}
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

test('gives a Service an address that a healthy node announces', async () => {
  start({ objects: [...twoNodes, service('web')] });
  await running.settle();
  expect(running.state('web')).toEqual({ published: ['10.0.0.200'], address: '10.0.0.200', node: 'node-1' });
  expect(running.service('web')).toMatchObject({
    metadata: { finalizers: [FINALIZER] },
    status: { loadBalancer: { ingress: [{ ip: '10.0.0.200', ipMode: 'VIP' }] } },
  });
  expect(running.events('web')).toEqual([
    'Normal EnsuringLoadBalancer Ensuring load balancer',
    'Normal EnsuredLoadBalancer Ensured load balancer',
  ]);
});

test('writes the finalizer first, then the address, then the status, and nothing twice', async () => {
  start({ objects: [...twoNodes, service('web')] });
  await running.settle();
  await running.clock.advance(60_000);
  const bodies = running.cluster.calls
    .filter(({ resource }) => resource === 'services')
    .map(({ patch }) => [patch?.type, patch?.subresource, patch?.body]);
  expect(bodies).toMatchObject([
    ['merge', undefined, { metadata: { finalizers: [FINALIZER] } }],
    [
      'merge',
      undefined,
      {
        metadata: {
          annotations: { 'loadbalancer.kubets.dev/address': '10.0.0.200', 'loadbalancer.kubets.dev/node': 'node-1' },
        },
      },
    ],
    ['merge', 'status', { status: { loadBalancer: { ingress: [{ ip: '10.0.0.200', ipMode: 'VIP' }] } } }],
  ]);
});

test('publishes an address only when it answers', async () => {
  start({ objects: [...twoNodes, service('web')], silent: ['10.0.0.200'] });
  await running.settle();
  await running.clock.advance(5000);
  expect(running.state('web')).toEqual({ published: [], address: '10.0.0.200', node: 'node-1' });
  expect(running.events('web')).toEqual(['Normal EnsuringLoadBalancer Ensuring load balancer']);
  running.silent.clear();
  await running.clock.advance(2000);
  await running.settle();
  expect(running.state('web').published).toEqual(['10.0.0.200']);
});

test.each<[string, Service]>([
  ['of another type', service('web', { type: 'ClusterIP' })],
  ['with a class', service('web', { loadBalancerClass: 'example.com/other' })],
  [
    'with a class, under deletion',
    service(
      'web',
      { loadBalancerClass: 'example.com/other' },
      { finalizers: [FINALIZER], deletionTimestamp: '2026-01-01T00:00:00Z' },
    ),
  ],
  [
    'under deletion that it never looked after',
    service('web', {}, { finalizers: ['example.com/other'], deletionTimestamp: '2026-01-01T00:00:00Z' }),
  ],
])('leaves a Service %s alone', async (_, given) => {
  start({ objects: [...twoNodes, given] });
  await running.settle();
  expect(running.cluster.calls).toEqual([]);
});

test('spreads addresses over the nodes', async () => {
  start({ objects: [...twoNodes] });
  await running.settle();
  running.cluster.seed(...['a', 'b', 'c', 'd'].map((name) => service(name)));
  await running.settle();
  const states = ['a', 'b', 'c', 'd'].map((name) => running.state(name));
  expect(new Set(states.map(({ address }) => address)).size).toBe(4);
  expect(states.map(({ node: name }) => name)).toEqual(['node-1', 'node-2', 'node-1', 'node-2']);
});

test('moves addresses off a node within 3 s of its proxy going silent, and leaves them where they are afterwards', async () => {
  start({ objects: [...twoNodes, service('web')] });
  await running.settle();
  running.healthy.delete('10.0.0.11:10256');
  await running.clock.advance(700);
  expect(running.state('web').node).toBe('node-1');
  await running.clock.advance(1700);
  await running.settle();
  expect(running.state('web')).toEqual({ published: ['10.0.0.200'], address: '10.0.0.200', node: 'node-2' });
  expect(running.events('web').at(-1)).toBe('Normal UpdatedLoadBalancer Updated load balancer with new hosts');
  running.healthy.add('10.0.0.11:10256');
  await running.clock.advance(10_000);
  await running.settle();
  expect(running.state('web').node).toBe('node-2');
});

test.each<[string, (lb: RunningCloudLb) => Promise<unknown>]>([
  ['is not ready', (lb) => lb.cluster.nodes.updateStatus({ ...node('node-1', '10.0.0.11', { ready: false }) })],
  [
    'is excluded',
    (lb) =>
      lb.cluster.nodes.patch(
        { name: 'node-1' },
        {
          type: 'merge',
          body: { metadata: { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } } },
        },
      ),
  ],
  ['is gone', (lb) => lb.cluster.nodes.delete({ name: 'node-1' })],
])('moves addresses at once off a node that %s', async (_, change) => {
  start({ objects: [...twoNodes, service('web')] });
  await running.settle();
  expect(running.state('web').node).toBe('node-1');
  await change(running);
  await running.settle();
  expect(running.state('web').node).toBe('node-2');
});

test('says that there are no nodes, keeps the last one, and goes on when one is back', async () => {
  start({ objects: [...twoNodes, service('web')], healthy: [] });
  await running.settle();
  expect(running.state('web')).toEqual({ published: [], address: '10.0.0.200', node: undefined });
  await running.clock.advance(5000);
  expect(running.events('web')).toContain(
    'Warning UnAvailableLoadBalancer There are no available nodes for LoadBalancer',
  );
  running.healthy.add('10.0.0.12:10256');
  await running.clock.advance(2000);
  await running.settle();
  expect(running.state('web')).toEqual({ published: ['10.0.0.200'], address: '10.0.0.200', node: 'node-2' });
  running.healthy.clear();
  await running.clock.advance(6000);
  await running.settle();
  expect(running.state('web')).toEqual({ published: ['10.0.0.200'], address: '10.0.0.200', node: 'node-2' });
});

test('with the policy Local follows the health check of the Service', async () => {
  const local = service('web', { externalTrafficPolicy: 'Local', healthCheckNodePort: 30100 });
  start({ objects: [...twoNodes, local], healthy: ['10.0.0.11:10256', '10.0.0.12:10256', '10.0.0.12:30100'] });
  await running.settle();
  expect(running.state('web')).toMatchObject({ published: ['10.0.0.200'], node: 'node-2' });
  running.healthy.delete('10.0.0.12:30100');
  running.healthy.add('10.0.0.11:30100');
  await running.clock.advance(4100);
  await running.settle();
  expect(running.state('web').node).toBe('node-1');
});

test('gives a released address to one that waits for it', async () => {
  start({
    objects: [...twoNodes, service('first'), service('second', {}, { creationTimestamp: '2026-01-01T00:00:01Z' })],
    pool: '10.0.0.200',
  });
  await running.settle();
  const refusal =
    'Warning SyncLoadBalancerFailed Error syncing load balancer: failed to ensure load balancer: no address is left in pool "default" (10.0.0.200)';
  expect(running.events('second')).toEqual(['Normal EnsuringLoadBalancer Ensuring load balancer', refusal]);
  expect(running.service('second').metadata?.finalizers).toEqual([FINALIZER]);
  await running.cluster.services.delete(ref('first'));
  await running.settle();
  expect(running.cluster.objects('services')).toHaveLength(1);
  expect(running.state('second').published).toEqual(['10.0.0.200']);
  expect(running.events('first').slice(-2)).toEqual([
    'Normal DeletingLoadBalancer Deleting load balancer',
    'Normal DeletedLoadBalancer Deleted load balancer',
  ]);
});

test('releases everything when the type changes', async () => {
  start({ objects: [...twoNodes, service('web', {}, { annotations: { mine: 'stays' } })] });
  await running.settle();
  await running.cluster.services.patch(ref('web'), { type: 'merge', body: { spec: { type: 'ClusterIP' } } });
  await running.settle();
  expect(running.state('web')).toEqual({ published: [], address: undefined, node: undefined });
  expect(running.service('web').metadata).toMatchObject({ annotations: { mine: 'stays' } });
  expect(running.service('web').metadata?.finalizers ?? []).toEqual([]);
  await running.cluster.services.patch(ref('web'), { type: 'merge', body: { spec: { type: 'LoadBalancer' } } });
  await running.settle();
  expect(running.state('web').published).toEqual(['10.0.0.200']);
});

test('gives the address that is asked for, and says when it is taken', async () => {
  start({
    objects: [...twoNodes, service('a', { loadBalancerIP: '10.0.0.202' }), service('b', {}, request('10.0.0.202'))],
  });
  await running.settle();
  expect(running.state('a').published).toEqual(['10.0.0.202']);
  expect(running.events('b').at(-1)).toContain(
    'failed to ensure load balancer: address 10.0.0.202 is taken by Service default/a',
  );
  await running.cluster.services.patch(ref('a'), { type: 'merge', body: { spec: { loadBalancerIP: '10.0.0.201' } } });
  await running.settle();
  expect([running.state('a').published, running.state('b').published]).toEqual([['10.0.0.201'], ['10.0.0.202']]);
});

test('shares an address between Services with one key, on one node', async () => {
  const sharing = { annotations: { 'loadbalancer.kubets.dev/allow-shared-ip': 'team' } };
  const udp = [{ port: 80, protocol: 'UDP' }];
  start({
    objects: [
      ...twoNodes,
      service('a', {}, sharing),
      service('b', { ports: udp }, sharing),
      service('c', { ports: udp }, sharing),
    ],
  });
  await running.settle();
  expect(running.state('b')).toEqual(running.state('a'));
  expect(running.state('c').address).toBe('10.0.0.201');
  running.healthy.delete('10.0.0.11:10256');
  await running.clock.advance(4100);
  await running.settle();
  expect([running.state('a').node, running.state('b').node]).toEqual(['node-2', 'node-2']);
});

test('takes a copied address back from the younger Service', async () => {
  start({ objects: [...twoNodes, service('web')] });
  await running.settle();
  const annotations = running.service('web').metadata?.annotations;
  running.cluster.seed(service('copy', {}, { creationTimestamp: '2026-01-02T00:00:00Z', annotations }));
  await running.settle();
  expect([running.state('web').published, running.state('copy').published]).toEqual([['10.0.0.200'], ['10.0.0.201']]);
});

test('takes over after a crash without moving or doubling anything', async () => {
  start({ objects: [...twoNodes, service('a'), service('b'), service('c')], silent: ['10.0.0.202'] });
  await running.settle();
  const before = ['a', 'b', 'c'].map((name) => running.state(name));
  expect(before[2]).toMatchObject({ published: [], address: '10.0.0.202' });
  await running.stop();
  const { cluster } = running;
  cluster.clearCalls();
  start({ cluster, objects: [service('d')] });
  await running.settle();
  expect(['a', 'b', 'c', 'd'].map((name) => running.state(name).published)).toEqual([
    ['10.0.0.200'],
    ['10.0.0.201'],
    ['10.0.0.202'],
    ['10.0.0.203'],
  ]);
  expect(['a', 'b', 'c'].map((name) => running.state(name).node)).toEqual(before.map(({ node: name }) => name));
  expect(cluster.calls.filter(({ resource, name }) => resource === 'services' && name !== 'd')).toHaveLength(1);
});

test('gives 40 Services 40 addresses while writes fail and conflict', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `s${i}`);
  start({ objects: twoNodes, pool: '10.0.0.0/26' });
  running.cluster.failNext(
    { verb: 'patch', resource: 'services' },
    newConflict({ group: '', resource: 'services' }, 's'),
    15,
  );
  running.cluster.failNext(
    { verb: 'patch', resource: 'services' },
    newForbidden({ group: '', resource: 'services' }, 's', 'no'),
    5,
  );
  running.cluster.seed(...names.map((name) => service(name)));
  await running.settle();
  running.cluster.breakWatches({ expire: true });
  await running.clock.advance(10_000);
  await running.settle();
  expect(new Set(names.flatMap((name) => running.state(name).published)).size).toBe(40);
  const failed = running.cluster.objects<any>('events').filter(({ reason }) => reason === 'SyncLoadBalancerFailed');
  expect(failed[0]?.message).toMatch(
    /^Error syncing load balancer: failed to ensure load balancer: services "s" is forbidden/,
  );
});

test('says when it cannot release, and does it later', async () => {
  start({ objects: [...twoNodes, service('web')] });
  await running.settle();
  running.cluster.failNext(
    { verb: 'patch', resource: 'services' },
    newForbidden({ group: '', resource: 'services' }, 'web', 'no'),
  );
  await running.cluster.services.delete(ref('web'));
  await running.settle();
  await running.clock.advance(1000);
  await running.settle();
  expect(running.cluster.objects('services')).toEqual([]);
  const [deleting, failed, deleted] = running.events('web').slice(-3);
  expect(deleting).toBe('Normal DeletingLoadBalancer Deleting load balancer');
  expect(failed).toMatch(
    /^Warning SyncLoadBalancerFailed Error syncing load balancer: failed to delete load balancer: services "web" is forbidden/,
  );
  expect(deleted).toBe('Normal DeletedLoadBalancer Deleted load balancer');
});
