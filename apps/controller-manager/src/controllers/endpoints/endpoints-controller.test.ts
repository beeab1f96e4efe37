import { newForbidden } from '@kubets/apimachinery';
import type { Endpoints, Pod } from '@kubets/proto-gen/core/v1';
import { pod, service } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { endpointsController } from './endpoints-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const endpoints = (): Endpoints[] => running.cluster.objects<Endpoints>('endpoints');
const written = (name: string, subsets: Endpoints['subsets'] = []): Endpoints => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { namespace: 'default', name },
  subsets,
});

test('keeps the Endpoints of a Service', async () => {
  running = startControllers([endpointsController], {
    objects: [service('web', {}, { labels: { tier: 'front' } }), pod('a', { ip: '10.244.0.5' })],
  });
  await running.settle();
  expect(endpoints()).toMatchObject([
    {
      metadata: {
        name: 'web',
        labels: { tier: 'front', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
        annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' },
      },
      subsets: [{ addresses: [{ ip: '10.244.0.5' }], ports: [{ port: 80, protocol: 'TCP' }] }],
    },
  ]);
  const a = running.cluster.objects<Pod>('pods')[0]!;
  await running.cluster.pods.updateStatus({
    ...a,
    status: {
      ...a.status,
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:10:00Z' }],
    },
  });
  await running.settle();
  expect(endpoints()[0]?.subsets).toMatchObject([{ notReadyAddresses: [{ ip: '10.244.0.5' }] }]);
  expect(endpoints()[0]?.metadata?.annotations).toEqual({
    'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:10:00Z',
  });
});

test('labels those of headless Services, and unlabels them', async () => {
  running = startControllers([endpointsController], { objects: [service('web', { clusterIP: 'None' })] });
  await running.settle();
  expect(endpoints()[0]?.metadata?.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
});

test('leaves what users wrote for a Service without selector, and for none', async () => {
  const own = written('manual', [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 80 }] }]);
  running = startControllers([endpointsController], { objects: [service('manual', { selector: undefined }), own] });
  await running.settle();
  expect(endpoints()).toMatchObject([{ metadata: { name: 'manual' }, subsets: own.subsets }]);
});

test('deletes those whose Service is gone, also when it went while nobody watched', async () => {
  running = startControllers([endpointsController], { objects: [service('web'), written('left-over')] });
  await running.settle();
  expect(endpoints().map((object) => object.metadata?.name)).toEqual(['web']);
  await running.cluster.services.delete({ namespace: 'default', name: 'web' });
  await running.settle();
  expect(endpoints()).toEqual([]);
});

test('Endpoints that come before their Service may wait for it', async () => {
  running = startControllers([endpointsController]);
  await running.settle();
  running.cluster.seed(written('manual', [{ addresses: [{ ip: '192.0.2.1' }] }]));
  await running.settle();
  running.cluster.seed(service('manual', { selector: undefined }));
  await running.settle();
  expect(endpoints()).toHaveLength(1);
});

test('says so when they cannot be written, and tries again', async () => {
  running = startControllers([endpointsController]);
  running.cluster.failNext(
    { verb: 'create', resource: 'endpoints' },
    newForbidden({ group: '', resource: 'endpoints' }, 'web', 'no'),
  );
  running.cluster.seed(service('web'));
  await running.settle();
  expect(running.events()[0]).toMatch(
    /^Warning FailedToCreateEndpoint Failed to create endpoint for service default\/web: endpoints "web" is forbidden/,
  );
  await running.clock.advance(1000);
  await running.settle();
  expect(endpoints()).toHaveLength(1);
});

test('cuts at 1000 addresses and says so', async () => {
  const pods = Array.from({ length: 1005 }, (_, i) => pod(`p${i}`, { ip: `10.244.${i >> 8}.${i & 255}` }));
  running = startControllers([endpointsController], { objects: [service('web'), ...pods] });
  await running.settle();
  expect(endpoints()[0]?.metadata?.annotations).toMatchObject({ 'endpoints.kubernetes.io/over-capacity': 'truncated' });
  expect(endpoints()[0]?.subsets?.[0]?.addresses).toHaveLength(1000);
});
