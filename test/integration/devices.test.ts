import { createEventRecorder, createKubeClient } from '@kubets/client';
import { createLogger, createMetrics, realClock } from '@kubets/component';
import { eventually } from '@kubets/component/testing';
import * as services from '@kubets/proto-gen/services';
import { resourceClaimController } from '../../apps/controller-manager/src/controllers/resourceclaim/resourceclaim-controller';
import { createSchedulerInformers } from '../../apps/scheduler/src/informers/scheduler-informers';
import { plugins } from '../../apps/scheduler/src/plugins/registry';
import { createScheduler } from '../../apps/scheduler/src/scheduler';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startControllers, type RunningControllers } from './controllers-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let controllers: RunningControllers;
let stopScheduler: () => Promise<void>;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  controllers = await startControllers(cluster, api, [resourceClaimController]);
  stopScheduler = await startScheduler();
});
afterAll(async () => {
  await stopScheduler?.();
  await controllers?.stop();
  await cluster.stop();
});

/** A scheduler with the rights that it has in a cluster. */
async function startScheduler(): Promise<() => Promise<void>> {
  const certificate = { file: 'scheduler', commonName: 'system:kube-scheduler', usages: ['client' as const] };
  const client = createKubeClient(api.channel(await cluster.ca.issue(certificate)), services.storedServices, {
    component: 'kube-scheduler',
  });
  const logger = createLogger({ service: 'kube-scheduler', level: 'silent' });
  const scheduler = createScheduler({
    client,
    informers: createSchedulerInformers(client, { logger }),
    recorder: createEventRecorder({ client, component: 'default-scheduler', logger }),
    plugins,
    schedulerName: 'default-scheduler',
    percentageOfNodesToScore: 0,
    initialBackoffMs: 50,
    maxBackoffMs: 200,
    logger,
    metrics: createMetrics({ processMetrics: false }),
    clock: realClock,
    random: Math.random,
  });
  const stop = new AbortController();
  const done = scheduler.run(stop.signal);
  return async () => {
    stop.abort();
    await done;
  };
}

const GROUP = '/apis/resource.k8s.io/v1';
const HERE = `${GROUP}/namespaces/default`;
const PODS = '/api/v1/namespaces/default/pods';
const create = async (path: string, body: object): Promise<void> => {
  const { code, body: answer } = await api.call(path, { method: 'POST', body });
  expect([code, answer.message]).toEqual([201, undefined]);
};
const get = async (path: string): Promise<any> => (await api.call(path)).body;

test('a pod gets the device that its template asks for, and gives it back', async () => {
  await create('/api/v1/nodes', { metadata: { name: 'n' } });
  const allocatable = { cpu: '2', memory: '4Gi', pods: '110' };
  await api.call('/api/v1/nodes/n/status', {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: {
      status: { capacity: allocatable, allocatable, conditions: [{ type: 'Ready', status: 'True', reason: 'R' }] },
    },
  });
  await api.call('/api/v1/nodes/n', {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { spec: { taints: null } },
  });
  await create(`${GROUP}/deviceclasses`, {
    metadata: { name: 'gpu' },
    spec: { selectors: [{ cel: { expression: 'device.driver == "gpu.example"' } }] },
  });
  await create(`${GROUP}/resourceslices`, {
    metadata: { name: 's' },
    spec: {
      driver: 'gpu.example',
      nodeName: 'n',
      pool: { name: 'n', resourceSliceCount: 1 },
      devices: [{ name: 'g0', capacity: { memory: { value: '8Gi' } } }],
    },
  });
  const selectors = [{ cel: { expression: 'device.capacity["gpu.example"].memory.isGreaterThan(quantity("4Gi"))' } }];
  await create(`${HERE}/resourceclaimtemplates`, {
    metadata: { name: 't' },
    spec: {
      spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu', selectors } }] } },
    },
  });
  await create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
  const pod = (name: string) => ({
    metadata: { name },
    spec: {
      serviceAccountName: 'robot',
      containers: [{ name: 'c', image: 'i', resources: { claims: [{ name: 'x' }] } }],
      resourceClaims: [{ name: 'x', resourceClaimTemplateName: 't' }],
    },
  });
  await create(PODS, pod('first'));
  const placed = await eventually(async () => {
    const found = await get(`${PODS}/first`);
    return found.spec.nodeName === 'n' && found;
  });
  const [{ resourceClaimName }] = placed.status.resourceClaimStatuses;
  expect(await get(`${HERE}/resourceclaims/${resourceClaimName}`)).toMatchObject({
    metadata: {
      annotations: { 'resource.kubernetes.io/pod-claim-name': 'x' },
      finalizers: ['resource.kubernetes.io/delete-protection'],
    },
    status: {
      allocation: {
        devices: { results: [{ request: 'r', driver: 'gpu.example', pool: 'n', device: 'g0' }] },
        nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', values: ['n'] }] }] },
      },
      reservedFor: [{ resource: 'pods', name: 'first', uid: placed.metadata.uid }],
    },
  });
  await create(PODS, pod('second'));
  await eventually(async () => {
    const { status } = await get(`${PODS}/second`);
    return /cannot allocate all claims/.test(status.conditions?.[0]?.message ?? '');
  });
  await api.call(`${PODS}/first?gracePeriodSeconds=0`, { method: 'DELETE' });
  await eventually(async () => (await get(`${PODS}/second`)).spec.nodeName === 'n');
  const released = await get(`${HERE}/resourceclaims/${resourceClaimName}`);
  expect([released.metadata.finalizers, released.status.allocation]).toEqual([undefined, undefined]);
});
