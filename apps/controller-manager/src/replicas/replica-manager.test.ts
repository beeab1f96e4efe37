import { controllerOf, newForbidden, nameOf, StatusError } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Pod, ReplicationController } from '@kubets/proto-gen/core/v1';
import { replicaSetController } from '../controllers/replicaset/replicaset-controller';
import { replicationControllerController } from '../controllers/replicationcontroller/replicationcontroller-controller';
import { runPods } from '../testing/fake-kubelet';
import { pod, replicaSet, template } from '../testing/objects';
import { startControllers, type RunningControllers } from '../testing/start-controllers';

let running: RunningControllers;
afterEach(() => running.stop());

const pods = (): Pod[] => running.cluster.objects<Pod>('pods');
const set = (): ReplicaSet => running.cluster.objects<ReplicaSet>('replicasets')[0]!;
const scale = async (replicas: number): Promise<void> => {
  await running.cluster.replicaSets.update({ ...set(), spec: { ...set().spec, replicas } });
  await running.settle();
};

test('creates the pods of a ReplicaSet once, names itself as their controller and says so', async () => {
  running = startControllers([replicaSetController], { objects: [replicaSet('web', { spec: { replicas: 3 } })] });
  await running.settle();
  expect(pods()).toHaveLength(3);
  expect(controllerOf(pods()[0]!)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web',
    uid: 'web-uid',
    controller: true,
    blockOwnerDeletion: true,
  });
  expect(nameOf(pods()[0]!)).toMatch(/^web-[a-z0-9]{5}$/);
  expect(running.events().sort()).toEqual(
    pods()
      .map((p) => `Normal SuccessfulCreate Created pod: ${nameOf(p)}`)
      .sort(),
  );
  expect(set().status).toMatchObject({ replicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1 });
  expect(set().status?.readyReplicas).toBeUndefined();
});

test('follows ready pods, scaling down and up again', async () => {
  running = startControllers([replicaSetController], { objects: [replicaSet('web', { spec: { replicas: 3 } })] });
  await running.settle();
  await runPods(running.cluster, running.clock);
  await running.settle();
  expect(set().status).toMatchObject({
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    terminatingReplicas: 0,
  });
  await scale(1);
  expect(pods().filter((p) => !p.metadata?.deletionTimestamp)).toHaveLength(1);
  expect(set().status).toMatchObject({
    replicas: 1,
    readyReplicas: 1,
    terminatingReplicas: 2,
    observedGeneration: 2,
  });
  expect(running.events().filter((text) => text.startsWith('Normal SuccessfulDelete Deleted pod: web-'))).toHaveLength(
    2,
  );
  await scale(0);
  await runPods(running.cluster, running.clock);
  await scale(2);
  expect(pods().filter((p) => !p.metadata?.deletionTimestamp)).toHaveLength(2);
});

test('replaces a pod as soon as it is terminating, and one that failed', async () => {
  running = startControllers([replicaSetController], { objects: [replicaSet('web', { spec: { replicas: 2 } })] });
  await running.settle();
  await runPods(running.cluster, running.clock);
  await running.settle();
  const [first, second] = pods();
  await running.cluster.pods.delete({ namespace: 'default', name: nameOf(first!) });
  const failing = await running.cluster.pods.get({ namespace: 'default', name: nameOf(second!) });
  await running.cluster.pods.updateStatus({ ...failing, status: { ...failing.status, phase: 'Failed' } });
  await running.settle();
  const fresh = pods().filter((p) => ![nameOf(first!), nameOf(second!)].includes(nameOf(p)));
  expect(fresh).toHaveLength(2);
});

test('adopts matching orphans, releases pods whose labels were changed, and leaves those of others', async () => {
  const owned = {
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'other', uid: 'other-uid', controller: true }],
  };
  running = startControllers([replicaSetController], {
    objects: [
      replicaSet('web', { spec: { replicas: 2 } }),
      pod('orphan'),
      pod('taken', { meta: { namespace: 'default', name: 'taken', labels: { app: 'web' }, ...owned } }),
      pod('elsewhere', { labels: { app: 'db' } }),
    ],
  });
  await running.settle();
  const controlled = (): string[] =>
    pods()
      .filter((p) => controllerOf(p)?.uid === 'web-uid')
      .map(nameOf);
  expect(controlled()).toHaveLength(2);
  expect(controlled()).toContain('orphan');

  const orphan = await running.cluster.pods.get({ namespace: 'default', name: 'orphan' });
  await running.cluster.pods.update({ ...orphan, metadata: { ...orphan.metadata, labels: { app: 'debug' } } });
  await running.settle();
  expect(controlled()).toHaveLength(2);
  expect(controlled()).not.toContain('orphan');
  expect(pods().map(nameOf)).toContain('orphan');
});

test('shows why pods cannot be created, retries and recovers', async () => {
  running = startControllers([replicaSetController]);
  const quota = newForbidden({ group: '', resource: 'pods' }, '', 'exceeded quota');
  running.cluster.failNext({ verb: 'create', resource: 'pods' }, quota, 1);
  running.cluster.seed(replicaSet('web', { spec: { replicas: 4 } }));
  await running.settle();
  expect(running.events()).toContain(`Warning FailedCreate Error creating: ${quota.message}`);
  const written = running.cluster.calls
    .filter(({ verb }) => verb === 'updateStatus')
    .map(({ object }) => (object as ReplicaSet).status?.conditions?.[0]);
  expect(written).toContainEqual(
    expect.objectContaining({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: quota.message }),
  );
  await running.clock.advance(1000);
  await running.settle();
  expect(pods()).toHaveLength(4);
  expect(set().status?.conditions ?? []).toEqual([]);
});

test('gives up quietly in a namespace that is being deleted', async () => {
  running = startControllers([replicaSetController]);
  const terminating = new StatusError({
    reason: 'Forbidden',
    code: 403,
    message: 'namespace is terminating',
    details: { causes: [{ reason: 'NamespaceTerminating' }] },
  });
  running.cluster.failNext({ verb: 'create', resource: 'pods' }, terminating, 100);
  running.cluster.seed(replicaSet('web', { spec: { replicas: 3 } }));
  await running.settle();
  expect(running.events()).toEqual([]);
  expect(running.logger.lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});

test('counts pods as available after minReadySeconds, without being asked', async () => {
  running = startControllers([replicaSetController], {
    objects: [replicaSet('web', { spec: { replicas: 1, minReadySeconds: 10 } })],
  });
  await running.settle();
  await runPods(running.cluster, running.clock);
  await running.settle();
  expect(set().status).toMatchObject({ readyReplicas: 1 });
  expect(set().status?.availableReplicas).toBeUndefined();
  await running.clock.advance(10_000);
  await running.settle();
  expect(set().status?.availableReplicas).toBe(1);
});

test('does nothing twice when it is started anew in the middle', async () => {
  running = startControllers([replicaSetController], { objects: [replicaSet('web', { spec: { replicas: 5 } })] });
  await running.settle();
  const { cluster, clock } = running;
  await running.stop();
  await cluster.pods.delete({ namespace: 'default', name: nameOf(cluster.objects<Pod>('pods')[0]!) });
  running = startControllers([replicaSetController], { cluster, clock });
  await running.settle();
  expect(pods()).toHaveLength(5);
});

test('ReplicationControllers work alike, with a plain map as selector', async () => {
  const controller: ReplicationController = {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { namespace: 'default', name: 'web', uid: 'rc-uid', generation: 1 },
    spec: { replicas: 2, selector: { app: 'web' }, template: template() },
  };
  running = startControllers([replicationControllerController], {
    objects: [controller, pod('other', { labels: { app: 'db' } })],
  });
  await running.settle();
  const created = pods().filter((p) => controllerOf(p)?.kind === 'ReplicationController');
  expect(created).toHaveLength(2);
  expect(running.cluster.objects<ReplicationController>('replicationcontrollers')[0]?.status).toMatchObject({
    replicas: 2,
    observedGeneration: 1,
  });
});
