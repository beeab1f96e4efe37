// Jobs, evictions and claims, with the controllers and a real apiserver, which has the last word on what they write.
import { nameOf } from '@kubets/apimachinery';
import { createKubeClient, type KubeClient } from '@kubets/client';
import { eventually } from '../e2e/cluster/eventually';
import type { Pod } from '@kubets/proto-gen/core/v1';
import * as services from '@kubets/proto-gen/services';
import { disruptionController } from '../../apps/controller-manager/src/controllers/disruption/disruption-controller';
import { jobController } from '../../apps/controller-manager/src/controllers/job/job-controller';
import { persistentVolumeController } from '../../apps/controller-manager/src/controllers/persistentvolume/persistentvolume-controller';
import {
  claimProtectionController,
  volumeProtectionController,
} from '../../apps/controller-manager/src/controllers/volumeprotection/volumeprotection-controller';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startControllers, type RunningControllers } from './controllers-harness';

jest.setTimeout(60_000);

const NAMESPACE = 'default';
let cluster: TestCluster;
let api: RunningApiserver;
let admin: KubeClient;
let controllers: RunningControllers;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  admin = createKubeClient(api.channel(), services.storedServices, { component: 'test' });
  controllers = await startControllers(cluster, api, [
    jobController,
    disruptionController,
    persistentVolumeController,
    claimProtectionController,
    volumeProtectionController,
  ]);
  await admin.serviceAccounts.create({ metadata: { namespace: NAMESPACE, name: 'default' } }).catch(() => undefined);
});
afterAll(async () => {
  await controllers.stop();
  await cluster.stop();
});

const template = (labels: Record<string, string> = {}) => ({
  metadata: { labels },
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'none' }] },
});
const podsOf = async (labelSelector: string): Promise<Pod[]> =>
  (await admin.pods.list({ namespace: NAMESPACE, labelSelector })).items;
const become = (pod: Pod, status: Pod['status']) =>
  admin.pods.updateStatus({ ...pod, status: { ...pod.status, ...status } });

test('a Job counts its pods, and every status on the way is one that the apiserver takes', async () => {
  await admin.jobs.create({
    metadata: { namespace: NAMESPACE, name: 'shares' },
    spec: { completions: 2, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1, template: template() },
  });
  const running = async () =>
    (await podsOf('job-name=shares')).filter(
      ({ status }) => status?.phase === 'Pending' || status?.phase === 'Running',
    );
  await eventually(async () => expect(await running()).toHaveLength(2));
  const [failing, succeeding] = await running();
  await become(succeeding!, { phase: 'Succeeded' });
  const finishedAt = new Date(Date.now() - 60_000).toISOString();
  const state = { terminated: { exitCode: 1, finishedAt } };
  const containerStatuses = [{ name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state }];
  await become(failing!, { phase: 'Failed', containerStatuses });
  // Another one in its place, which knows of it.
  await eventually(async () => expect(await running()).toHaveLength(1));
  const [again] = await running();
  expect(again?.metadata?.annotations).toMatchObject({ 'batch.kubernetes.io/job-index-failure-count': '1' });
  await become(again!, { phase: 'Succeeded' });
  await eventually(async () => {
    const { status } = await admin.jobs.get({ namespace: NAMESPACE, name: 'shares' });
    expect(status).toMatchObject({ succeeded: 2, failed: 1, completedIndexes: '0,1', failedIndexes: '', ready: 0 });
    expect(status?.conditions?.map(({ type }) => type)).toEqual(['SuccessCriteriaMet', 'Complete']);
  });
  expect((await podsOf('job-name=shares')).flatMap(({ metadata }) => metadata?.finalizers ?? [])).toEqual([]);
});

test('a budget lets one pod go, and not the next', async () => {
  const labels = { app: 'kept' };
  for (const name of ['kept-a', 'kept-b']) {
    const pod = await admin.pods.create({ metadata: { namespace: NAMESPACE, name, labels }, spec: template().spec });
    await become(pod, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
  }
  await admin.podDisruptionBudgets.create({
    metadata: { namespace: NAMESPACE, name: 'kept' },
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
  });
  await eventually(async () => {
    const { status } = await admin.podDisruptionBudgets.get({ namespace: NAMESPACE, name: 'kept' });
    expect(status).toMatchObject({ expectedPods: 2, currentHealthy: 2, disruptionsAllowed: 1 });
  });
  await admin.pods.evict({ namespace: NAMESPACE, name: 'kept-a' });
  await expect(admin.pods.evict({ namespace: NAMESPACE, name: 'kept-b' })).rejects.toMatchObject({
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    status: { code: 429, details: { causes: [{ reason: 'DisruptionBudget' }] } },
  });
});

test('a claim without a class gets a directory of the node that is chosen for it', async () => {
  await admin.nodes.create({ metadata: { name: 'n', labels: { 'kubernetes.io/hostname': 'n' } } });
  const claim = await admin.persistentVolumeClaims.create({
    metadata: { namespace: NAMESPACE, name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
  });
  expect(claim).toMatchObject({
    spec: { storageClassName: 'standard' },
    metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
  });
  const annotations = { 'volume.kubernetes.io/selected-node': 'n' };
  const ref = { namespace: NAMESPACE, name: 'data' };
  await admin.persistentVolumeClaims.patch(ref, { type: 'merge', body: { metadata: { annotations } } });
  await eventually(async () =>
    expect((await admin.persistentVolumeClaims.get(ref)).status).toMatchObject({
      phase: 'Bound',
      capacity: { storage: '1Mi' },
    }),
  );
  const volumes = async () => (await admin.persistentVolumes.list()).items;
  await eventually(async () => expect((await volumes())[0]?.status?.phase).toBe('Bound'));
  expect((await volumes()).map(nameOf)).toEqual([`pvc-${claim.metadata?.uid}`]);
  await admin.persistentVolumeClaims.delete(ref);
  await eventually(async () => expect(await volumes()).toEqual([]));
});
