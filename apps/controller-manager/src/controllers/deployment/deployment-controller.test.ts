import { findCondition } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { runPods } from '../../testing/fake-kubelet';
import { deployment, replicaSet, template } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { replicaSetController } from '../replicaset/replicaset-controller';
import { deploymentController } from './deployment-controller';
import { buildReplicaSet } from './new-replica-set';
import { REVISION, REVISION_HISTORY } from './revision';

let running: RunningControllers;
afterEach(() => running.stop());

const both = [deploymentController, replicaSetController];
const current = (): Deployment => running.cluster.objects<Deployment>('deployments')[0]!;
const sets = (): ReplicaSet[] => running.cluster.objects<ReplicaSet>('replicasets');
const pods = (): Pod[] => running.cluster.objects<Pod>('pods');
const imageOf = (set: ReplicaSet | Pod): string | undefined =>
  ('template' in (set.spec ?? {}) ? (set as ReplicaSet).spec?.template?.spec : (set as Pod).spec)?.containers?.[0]
    ?.image;

async function change(spec: Deployment['spec']): Promise<void> {
  await running.cluster.deployments.update({ ...current(), spec: { ...current().spec, ...spec } });
  await running.settle();
}
async function rounds(count: number, becomesReady?: (pod: Pod) => boolean): Promise<void> {
  for (let round = 0; round < count; round++) {
    await runPods(running.cluster, running.clock, { becomesReady });
    await running.settle();
  }
}

test('creates a ReplicaSet named by the hash of its template, and reports when it is complete', async () => {
  running = startControllers(both, { objects: [deployment()] });
  await running.settle();
  const [set] = sets();
  const hash = set!.metadata?.labels?.['pod-template-hash'];
  expect(nameOf(set!)).toBe(`web-${hash}`);
  expect(set!.spec?.selector?.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
  expect(set!.spec?.template?.metadata?.labels).toEqual({ app: 'web', 'pod-template-hash': hash });
  expect(set!.metadata?.annotations).toEqual({
    [REVISION]: '1',
    'deployment.kubernetes.io/desired-replicas': '2',
    'deployment.kubernetes.io/max-replicas': '3',
  });
  expect(running.events()).toContain(`Normal ScalingReplicaSet Scaled up replica set ${nameOf(set!)} from 0 to 2`);
  expect(current().metadata?.annotations?.[REVISION]).toBe('1');

  await rounds(1);
  expect(current().status).toMatchObject({
    observedGeneration: 1,
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
  });
  expect(findCondition(current().status?.conditions, 'Progressing')).toMatchObject({
    status: 'True',
    reason: 'NewReplicaSetAvailable',
    message: `ReplicaSet "${nameOf(set!)}" has successfully progressed.`,
  });
  expect(findCondition(current().status?.conditions, 'Available')?.status).toBe('True');
  expect(sets()).toHaveLength(1);
});

test('rolls out a new template within its limits, and back again under a new revision', async () => {
  running = startControllers(both, { objects: [deployment({ replicas: 4 })] });
  await running.settle();
  await rounds(2);
  await change({ template: template('nginx:2') });
  let least = 4;
  let most = 0;
  for (let round = 0; round < 12; round++) {
    await rounds(1);
    const live = pods().filter((pod) => !pod.metadata?.deletionTimestamp);
    most = Math.max(most, live.length);
    least = Math.min(
      least,
      live.filter((pod) => findCondition(pod.status?.conditions, 'Ready')?.status === 'True').length,
    );
  }
  expect(least).toBeGreaterThanOrEqual(3);
  expect(most).toBeLessThanOrEqual(5);
  expect(pods().map(imageOf)).toEqual(Array(4).fill('nginx:2'));
  expect(current().metadata?.annotations?.[REVISION]).toBe('2');
  expect(
    sets()
      .map((set) => [imageOf(set), set.spec?.replicas])
      .sort(),
  ).toEqual([
    ['nginx:1', 0],
    ['nginx:2', 4],
  ]);

  await change({ template: template('nginx:1') });
  await rounds(12);
  expect(sets()).toHaveLength(2);
  const back = sets().find((set) => imageOf(set) === 'nginx:1')!;
  expect(back.spec?.replicas).toBe(4);
  expect(back.metadata?.annotations).toMatchObject({ [REVISION]: '3', [REVISION_HISTORY]: '1' });
  expect(current().metadata?.annotations?.[REVISION]).toBe('3');
});

test('scales to 0 and 5 and back without a new ReplicaSet', async () => {
  running = startControllers(both, { objects: [deployment()] });
  await running.settle();
  await rounds(1);
  for (const replicas of [0, 5, 2]) {
    await change({ replicas });
    await rounds(2);
    expect(pods()).toHaveLength(replicas);
    expect(current().status?.availableReplicas ?? 0).toBe(replicas);
  }
  const name = nameOf(sets()[0]!);
  expect(running.events().filter((text) => text.includes('ScalingReplicaSet'))).toEqual([
    `Normal ScalingReplicaSet Scaled up replica set ${name} from 0 to 2`,
    `Normal ScalingReplicaSet Scaled down replica set ${name} from 2 to 0`,
    `Normal ScalingReplicaSet Scaled up replica set ${name} from 0 to 5`,
    `Normal ScalingReplicaSet Scaled down replica set ${name} from 5 to 2`,
  ]);
  expect(sets()).toHaveLength(1);
});

test('Recreate waits until the last old pod is gone', async () => {
  running = startControllers(both, { objects: [deployment({ strategy: { type: 'Recreate' } })] });
  await running.settle();
  await rounds(1);
  await change({ template: template('nginx:2') });
  expect(pods().map(imageOf)).toEqual(['nginx:1', 'nginx:1']);
  expect(pods().every((pod) => pod.metadata?.deletionTimestamp)).toBe(true);
  await rounds(1);
  expect(pods().map(imageOf)).toEqual(['nginx:2', 'nginx:2']);
});

test('while paused only the size follows; resuming rolls out', async () => {
  running = startControllers(both, { objects: [deployment()] });
  await running.settle();
  await rounds(1);
  await change({ paused: true, template: template('nginx:2'), replicas: 3 });
  await rounds(3);
  expect(pods().map(imageOf)).toEqual(Array(3).fill('nginx:1'));
  expect(findCondition(current().status?.conditions, 'Progressing')).toMatchObject({
    status: 'Unknown',
    reason: 'DeploymentPaused',
  });
  await change({ paused: false });
  await rounds(8);
  expect(pods().map(imageOf)).toEqual(Array(3).fill('nginx:2'));
});

test('says that a rollout has timed out, by itself', async () => {
  running = startControllers(both, { objects: [deployment({ progressDeadlineSeconds: 60 })] });
  await running.settle();
  await rounds(1, () => false);
  await running.clock.advance(58_000);
  expect(findCondition(current().status?.conditions, 'Progressing')?.status).toBe('True');
  await running.clock.advance(5_000);
  await running.settle();
  expect(findCondition(current().status?.conditions, 'Progressing')).toMatchObject({
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
  });
});

test('keeps revisionHistoryLimit old ReplicaSets', async () => {
  running = startControllers(both, { objects: [deployment({ replicas: 1, revisionHistoryLimit: 1 })] });
  await running.settle();
  await rounds(1);
  for (const image of ['nginx:2', 'nginx:3', 'nginx:4']) {
    await change({ template: template(image) });
    await rounds(4);
  }
  expect(sets().map(imageOf).sort()).toEqual(['nginx:3', 'nginx:4']);
});

test('adopts the ReplicaSet that it left behind when it was orphaned', async () => {
  const orphan = buildReplicaSet(deployment(), { oldSets: [] });
  running = startControllers(both, {
    objects: [
      deployment(),
      { ...orphan, metadata: { ...orphan.metadata, uid: 'orphan-uid', ownerReferences: undefined } },
    ],
  });
  await running.settle();
  expect(sets()).toHaveLength(1);
  expect(sets()[0]?.metadata?.ownerReferences?.[0]).toMatchObject({
    kind: 'Deployment',
    uid: 'deployment-uid',
    controller: true,
  });
});

test('takes another name when a stranger has the one of its hash', async () => {
  const { metadata } = buildReplicaSet(deployment(), { oldSets: [] });
  const stranger = replicaSet(metadata?.name ?? '', {
    spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, template: template('other', { app: 'other' }) },
  });
  running = startControllers([deploymentController], { objects: [deployment(), stranger] });
  await running.settle();
  expect(current().status?.collisionCount).toBe(1);
  expect(sets()).toHaveLength(2);
  expect(sets().filter((set) => set.metadata?.ownerReferences?.[0]?.uid === 'deployment-uid')).toHaveLength(1);
});

test('refuses to select every pod', async () => {
  running = startControllers([deploymentController], { objects: [deployment({ selector: {} })] });
  await running.settle();
  expect(running.events()).toEqual([
    'Warning SelectingAll This deployment is selecting all pods. A non-empty selector is required.',
  ]);
  expect(sets()).toEqual([]);
  expect(current().status?.observedGeneration).toBe(1);
});

test('rolls back to the revision that an old client asks for by annotation', async () => {
  running = startControllers(both, { objects: [deployment({ replicas: 1 })] });
  await running.settle();
  await rounds(1);
  await change({ template: template('nginx:2') });
  await rounds(4);
  await running.cluster.deployments.patch(
    { namespace: 'default', name: 'web' },
    { type: 'merge', body: { metadata: { annotations: { 'deprecated.deployment.rollback.to': '1' } } } },
  );
  await running.settle();
  await rounds(4);
  expect(pods().map(imageOf)).toEqual(['nginx:1']);
  expect(current().metadata?.annotations).not.toHaveProperty(['deprecated.deployment.rollback.to']);
  expect(running.events()).toContain('Normal DeploymentRollback Rolled back deployment "web" to revision 1');
});

test('a second controller that starts in the middle of a rollout brings it to the same end', async () => {
  running = startControllers(both, { objects: [deployment({ replicas: 3 })] });
  await running.settle();
  await rounds(1);
  await change({ template: template('nginx:2') });
  const { cluster, clock } = running;
  await running.stop();
  running = startControllers(both, { cluster, clock });
  await running.settle();
  await rounds(10);
  expect(pods().map(imageOf)).toEqual(Array(3).fill('nginx:2'));
  expect(sets()).toHaveLength(2);
});
