import { nameOf, newForbidden } from '@kubets/apimachinery';
import type { ControllerRevision, StatefulSet, StatefulSetSpec } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { runPods } from '../../testing/fake-kubelet';
import { pod, template } from '../../testing/objects';
import { randomHistory } from '../../testing/random-history';
import { statefulSet } from '../../testing/sets';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { statefulSetController } from './statefulset-controller';

let running: RunningControllers | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const start = (...objects: (StatefulSet | Pod)[]) => (running = startControllers([statefulSetController], { objects }));
const podsOf = ({ cluster } = running!): Pod[] =>
  cluster.objects<Pod>('pods').sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
const names = () => podsOf().map(nameOf);
const images = () => podsOf().map(({ spec }) => spec?.containers?.[0]?.image);
const set = ({ cluster } = running!): StatefulSet => cluster.objects<StatefulSet>('statefulsets')[0]!;
const revisions = ({ cluster } = running!) => cluster.objects<ControllerRevision>('controllerrevisions');

async function rounds(count: number, becomesReady?: (pod: Pod) => boolean): Promise<void> {
  for (let round = 0; round < count; round++) {
    await running!.settle();
    await runPods(running!.cluster, running!.clock, { becomesReady });
    await running!.settle();
  }
}
async function change(spec: StatefulSetSpec): Promise<void> {
  await running!.cluster.statefulSets.update({ ...set(), spec: { ...set().spec, ...spec } });
  await running!.settle();
}

test('pods come one after the other, with the names, labels and host names of their numbers', async () => {
  start(statefulSet({ ordinals: { start: 5 }, replicas: 2 }));
  await running!.settle();
  expect(names()).toEqual(['db-5']);
  await rounds(2);
  expect(names()).toEqual(['db-5', 'db-6']);
  const [revision] = revisions();
  expect(podsOf()[1]).toMatchObject({
    metadata: {
      labels: {
        app: 'web',
        'statefulset.kubernetes.io/pod-name': 'db-6',
        'apps.kubernetes.io/pod-index': '6',
        'controller-revision-hash': nameOf(revision!),
      },
      ownerReferences: [{ kind: 'StatefulSet', uid: 'db-uid', controller: true }],
    },
    spec: { hostname: 'db-6', subdomain: 'db' },
  });
  expect(revision).toMatchObject({
    revision: 1,
    data: { spec: { template: { $patch: 'replace', spec: { containers: [{ image: 'db:1' }] } } } },
    metadata: { labels: { app: 'web' } },
  });
  expect(set().status).toMatchObject({
    observedGeneration: 1,
    replicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
    currentReplicas: 2,
    updatedReplicas: 2,
    currentRevision: nameOf(revision!),
    updateRevision: nameOf(revision!),
    collisionCount: 0,
  });
  expect(running!.events()).toEqual([
    'Normal SuccessfulCreate Create Pod db-5 in StatefulSet db successful',
    'Normal SuccessfulCreate Create Pod db-6 in StatefulSet db successful',
  ]);
});

test('Parallel makes and takes all at once', async () => {
  start(statefulSet({ podManagementPolicy: 'Parallel', replicas: 4 }));
  await running!.settle();
  expect(names()).toEqual(['db-0', 'db-1', 'db-2', 'db-3']);
  await rounds(1);
  await change({ replicas: 1 });
  expect(
    podsOf()
      .filter(({ metadata }) => !metadata?.deletionTimestamp)
      .map(nameOf),
  ).toEqual(['db-0']);
});

test('in order, the last goes first, and nothing while one before it is not well', async () => {
  start(statefulSet());
  await rounds(3);
  const [first] = podsOf();
  await running!.cluster.pods.updateStatus({
    ...first!,
    status: { ...first!.status, conditions: [{ type: 'Ready', status: 'False' }] },
  });
  await change({ replicas: 1 });
  expect(podsOf().some(({ metadata }) => metadata?.deletionTimestamp)).toBe(false);
  await rounds(1);
  expect(
    podsOf()
      .filter(({ metadata }) => metadata?.deletionTimestamp)
      .map(nameOf),
  ).toEqual(['db-2']);
  await rounds(2);
  expect(names()).toEqual(['db-0']);
});

test('a new template replaces pods from the last, above the partition only, and going back takes the old revision', async () => {
  start(statefulSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }));
  await rounds(3);
  await change({ template: template('db:2') });
  await rounds(1);
  expect(images()).toEqual(['db:1', 'db:1', 'db:2']);
  await rounds(3);
  expect(images()).toEqual(['db:1', 'db:2', 'db:2']);
  const [first, second] = revisions().sort((a, b) => Number(a.revision) - Number(b.revision));
  expect(set().status).toMatchObject({
    currentRevision: nameOf(first!),
    updateRevision: nameOf(second!),
    currentReplicas: 1,
    updatedReplicas: 2,
  });
  // A pod below the partition comes back as it was.
  await running!.cluster.pods.delete({ namespace: 'default', name: 'db-0' }, { gracePeriodSeconds: 0 });
  await rounds(2);
  expect(images()).toEqual(['db:1', 'db:2', 'db:2']);
  await change({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } });
  await rounds(3);
  expect(images()).toEqual(['db:2', 'db:2', 'db:2']);
  expect(set().status).toMatchObject({ currentRevision: nameOf(second!), currentReplicas: 3 });
  await change({ template: template('db:1') });
  await rounds(6);
  expect(images()).toEqual(['db:1', 'db:1', 'db:1']);
  expect(revisions()).toHaveLength(2);
  expect(set().status?.currentRevision).toBe(nameOf(first!));
});

test('OnDelete replaces what somebody deletes', async () => {
  start(statefulSet({ updateStrategy: { type: 'OnDelete' }, replicas: 2 }));
  await rounds(2);
  await change({ template: template('db:2') });
  await rounds(2);
  expect(images()).toEqual(['db:1', 'db:1']);
  await running!.cluster.pods.delete({ namespace: 'default', name: 'db-0' });
  await rounds(2);
  expect(images()).toEqual(['db:2', 'db:1']);
});

test('minReadySeconds holds the next pod back', async () => {
  start(statefulSet({ minReadySeconds: 10, replicas: 2 }));
  await rounds(2);
  expect(names()).toEqual(['db-0']);
  expect(set().status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
  await running!.clock.advance(10_000);
  await running!.settle();
  expect(names()).toEqual(['db-0', 'db-1']);
});

test('a pod that has ended is made anew, and an orphan of a number is adopted and gets its labels', async () => {
  start(statefulSet({ replicas: 1 }), pod('db-0'), pod('db-x'));
  await rounds(2);
  expect(podsOf()[0]?.metadata).toMatchObject({
    labels: { 'statefulset.kubernetes.io/pod-name': 'db-0', 'apps.kubernetes.io/pod-index': '0' },
    ownerReferences: [{ uid: 'db-uid' }],
  });
  expect(running!.events()).toContain('Normal SuccessfulUpdate Update Pod db-0 in StatefulSet db successful');
  expect(podsOf()[1]?.metadata?.ownerReferences).toBeUndefined();
  const { uid } = podsOf()[0]!.metadata!;
  await running!.cluster.pods.updateStatus({ ...podsOf()[0]!, status: { phase: 'Succeeded' } });
  await rounds(2);
  expect(podsOf()[0]?.metadata?.uid).not.toBe(uid);
});

test('keeps as many revisions as it is told, and those in use', async () => {
  start(statefulSet({ replicas: 1, revisionHistoryLimit: 1 }));
  await rounds(1);
  for (const image of ['db:2', 'db:3', 'db:4']) {
    await change({ template: template(image) });
    await rounds(3);
  }
  expect(
    revisions()
      .map(({ revision }) => revision)
      .sort(),
  ).toEqual([3, 4]);
});

test('says why a pod cannot be made, and tries again', async () => {
  start();
  running!.cluster.failNext(
    { verb: 'create', resource: 'pods' },
    newForbidden({ group: '', resource: 'pods' }, 'db-0', 'exceeded quota'),
    1,
  );
  running!.cluster.seed(statefulSet({ replicas: 1 }));
  await running!.settle();
  expect(running!.events()[0]).toBe(
    'Warning FailedCreate Create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: exceeded quota',
  );
  await running!.clock.advance(1000);
  await running!.settle();
  expect(names()).toEqual(['db-0']);
});

test.each(Array.from({ length: 10 }, (_, seed) => seed))(
  'whatever befalls it, it ends right: history %i',
  async (seed) => {
    const parallel = seed % 2 === 1;
    const { cluster } = await randomHistory(seed, {
      controllers: [statefulSetController],
      objects: [statefulSet(parallel ? { podManagementPolicy: 'Parallel' } : {})],
      steps: 30,
      async change({ cluster }, random) {
        const current = set({ cluster } as RunningControllers);
        const pods = podsOf({ cluster } as RunningControllers);
        const what = random(4);
        if (what === 0 && pods.length > 0)
          return void (await cluster.pods.delete({ namespace: 'default', name: nameOf(pods[random(pods.length)]!) }));
        const spec: StatefulSetSpec = what === 1 ? { template: template(`db:${random(3)}`) } : { replicas: random(5) };
        await cluster.statefulSets.update({ ...current, spec: { ...current.spec, ...spec } });
      },
      check({ cluster }) {
        const pods = podsOf({ cluster } as RunningControllers);
        const made = cluster.calls.filter(({ verb, resource }) => verb === 'create' && resource === 'pods').length;
        expect(pods.length).toBeLessThanOrEqual(made);
        const states = revisions({ cluster } as RunningControllers).map(({ data }) => JSON.stringify(data));
        expect(new Set(states).size).toBe(states.length);
      },
    });
    const end = set({ cluster } as RunningControllers);
    const replicas = end.spec?.replicas ?? 1;
    const pods = podsOf({ cluster } as RunningControllers);
    expect(pods.map(nameOf)).toEqual(Array.from({ length: replicas }, (_, ordinal) => `db-${ordinal}`));
    expect(pods.map(({ spec }) => spec?.containers?.[0]?.image)).toEqual(
      Array(replicas).fill(end.spec?.template?.spec?.containers?.[0]?.image),
    );
    expect(end.status).toMatchObject({ replicas, availableReplicas: replicas });
    expect(end.status?.currentRevision).toBe(end.status?.updateRevision);
  },
);
