import type { KubeObject } from '@kubets/apimachinery';
import type { ResourceQuota } from '@kubets/proto-gen/core/v1';
import { createFakeClock } from '@kubets/component/testing';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { resourceQuotaController } from './resourcequota-controller';

let running: RunningControllers | undefined;
afterEach(() => running?.stop());

const object = (kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
  ...more,
});
const quota = (hard: Record<string, string>, more: object = {}) =>
  object('ResourceQuota', 'q', { spec: { hard, ...more } });
const pod = (name: string, cpu: string, more: object = {}) =>
  object('Pod', name, { spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }], ...more } });
const statusOf = () => running!.cluster.objects<ResourceQuota>('resourcequotas')[0]?.status;

test('a quota is told what is used of everything that it limits', async () => {
  const hard = {
    'requests.cpu': '2',
    pods: '10',
    'count/pods': '10',
    services: '5',
    'services.nodeports': '5',
    configmaps: '1',
    'count/deployments.apps': '4',
  };
  const ports = [{ port: 80 }, { port: 81 }];
  running = startControllers([resourceQuotaController], {
    objects: [
      quota(hard),
      pod('a', '500m'),
      pod('b', '1'),
      { ...pod('done', '1'), status: { phase: 'Succeeded' } } as KubeObject,
      object('Service', 'web', { spec: { type: 'NodePort', ports } }),
      object('ConfigMap', 'c'),
      { ...object('Deployment', 'd'), apiVersion: 'apps/v1' },
      { ...pod('elsewhere', '1'), metadata: { name: 'elsewhere', namespace: 'other' } },
    ],
  });
  await running.settle();
  expect(statusOf()).toEqual({
    hard,
    used: {
      'requests.cpu': '1500m',
      pods: '2',
      'count/pods': '3',
      services: '1',
      'services.nodeports': '2',
      configmaps: '1',
      'count/deployments.apps': '1',
    },
  });
});

test('what ends or goes is given back, and a changed quota is counted anew', async () => {
  running = startControllers([resourceQuotaController], {
    objects: [quota({ pods: '5' }), pod('a', '1'), pod('b', '1')],
  });
  await running.settle();
  expect(statusOf()?.used).toEqual({ pods: '2' });
  await running.cluster.pods.delete({ namespace: 'shop', name: 'a' });
  await running.settle();
  expect(statusOf()?.used).toEqual({ pods: '1' });
  const b = await running.cluster.pods.get({ namespace: 'shop', name: 'b' });
  await running.cluster.pods.updateStatus({ ...b, status: { phase: 'Failed' } });
  await running.settle();
  expect(statusOf()?.used).toEqual({ pods: '0' });
  const stored = await running.cluster.resourceQuotas.get({ namespace: 'shop', name: 'q' });
  await running.cluster.resourceQuotas.update({ ...stored, spec: { hard: { 'count/pods': '7' } } });
  await running.settle();
  expect(statusOf()).toEqual({ hard: { 'count/pods': '7' }, used: { 'count/pods': '1' } });
});

test('what a resize takes from a pod is given back once the node has taken it', async () => {
  const having = (cpu: string) => ({
    containerStatuses: [{ name: 'c', allocatedResources: { cpu: '1' }, resources: { requests: { cpu } } }],
  });
  running = startControllers([resourceQuotaController], {
    objects: [quota({ 'requests.cpu': '5' }), { ...pod('a', '1'), status: having('3') } as KubeObject],
  });
  await running.settle();
  expect(statusOf()?.used).toEqual({ 'requests.cpu': '3' });
  const a = await running.cluster.pods.get({ namespace: 'shop', name: 'a' });
  await running.cluster.pods.updateStatus({ ...a, status: having('1') as typeof a.status });
  await running.settle();
  expect(statusOf()?.used).toEqual({ 'requests.cpu': '1' });
});

test('only those in its scopes count for a quota', async () => {
  const scopeSelector = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] };
  running = startControllers([resourceQuotaController], {
    objects: [quota({ pods: '5' }, { scopeSelector }), pod('a', '1'), pod('b', '1', { priorityClassName: 'high' })],
  });
  await running.settle();
  expect(statusOf()?.used).toEqual({ pods: '1' });
});

test('what takes long to count is counted over many turns, between which others have theirs', async () => {
  let ms = 0;
  const clock = Object.assign(createFakeClock(), { monotonicMs: () => (ms += 20) });
  const pods = Array.from({ length: 200 }, (_, index) => pod(`p${index}`, '1'));
  running = startControllers([resourceQuotaController], { objects: [quota({ pods: '500' }), ...pods], clock });
  let turns = 0;
  for (; statusOf()?.used === undefined && turns < 10_000; turns++) await new Promise(setImmediate);
  expect(statusOf()?.used).toEqual({ pods: '200' });
  expect(turns).toBeGreaterThan(150);
});
