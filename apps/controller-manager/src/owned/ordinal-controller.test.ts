import { isPodReady } from '@kubets/api';
import { newForbidden, nameOf, selectorFromSet } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Pod, ReplicationController } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controllers/controller-context';
import { runPods } from '../testing/fake-kubelet';
import { pod, template } from '../testing/objects';
import { startControllers, type RunningControllers } from '../testing/start-controllers';
import { createOwnedPods } from './owned-pods';
import { ordinalOf, ordinalPod } from './pod-identity';
import { namingTexts } from './pod-control';
import { recordState, truncateHistory } from './revision-history';
import { revisionClient } from './testing/revision-client';

const TYPE = { apiVersion: 'v1', kind: 'ReplicationController' };
const REVISION = 'controller-revision-hash';

/**
 * What a StatefulSet does, in the order in which it does it, made of nothing but the parts of owned/: pods by number, one
 * after the other, each ready before the next; a new template replaces them from the last to the first.
 */
const ordinalController = (revisions: ReturnType<typeof revisionClient>): ControllerEntry => ({
  name: 'ordinal-controller',
  create(context) {
    const { client, informers, loop } = context;
    const kind = {
      type: TYPE,
      client: client.replicationControllers,
      informer: informers.replicationControllers,
      selectorOf: ({ spec }: ReplicationController) => selectorFromSet(spec?.selector),
    };
    const pods = createOwnedPods({ kind, component: 'ordinal-controller', texts: namingTexts('StatefulSet') }, context);

    async function reconcile(key: string): Promise<void> {
      const owner = kind.informer.lister.get(key);
      if (!owner) return pods.forget(key);
      const inStep = pods.inStep(key);
      const owned = (await pods.claim(owner)).filter((object) => ordinalOf(owner, object) !== undefined);
      if (!inStep) return;
      const spec = owner.spec?.template ?? {};
      const { current } = await recordState(revisions, revisions.all(), { owner, ownerType: TYPE, data: { spec } });
      await truncateHistory(revisions, revisions.all(), {
        limit: 1,
        isLive: (revision) =>
          [current, ...owned].some((user) => nameOf(revision) === (user.metadata?.labels?.[REVISION] ?? nameOf(user))),
      });

      const byOrdinal = new Map(owned.map((object) => [ordinalOf(owner, object) ?? -1, object]));
      for (let ordinal = 0; ordinal < (owner.spec?.replicas ?? 1); ordinal++) {
        const existing = byOrdinal.get(ordinal);
        if (!existing) {
          const identity = ordinalPod(owner, ordinal);
          return pods.create(owner, spec, [
            { ...identity, labels: { ...identity.labels, [REVISION]: nameOf(current) } },
          ]);
        }
        if (!isPodReady(existing) || existing.metadata?.deletionTimestamp) return;
      }
      const doomed = [...byOrdinal]
        .sort(([a], [b]) => b - a)
        .find(
          ([ordinal, { metadata }]) =>
            ordinal >= (owner.spec?.replicas ?? 1) || metadata?.labels?.[REVISION] !== nameOf(current),
        );
      if (doomed) await pods.delete(owner, [doomed[1]]);
    }

    return [
      createController({
        name: 'ordinal',
        informers: [kind.informer, informers.pods],
        setup: pods.follow,
        reconcile,
        ...loop,
      }),
    ];
  },
});

const owner = (replicas: number): ReplicationController => ({
  ...TYPE,
  metadata: { namespace: 'default', name: 'db', uid: 'db-uid', generation: 1 },
  spec: { replicas, selector: { app: 'web' }, template: template('db:1') },
});

let running: RunningControllers;
let revisions: ReturnType<typeof revisionClient>;
afterEach(() => running.stop());

const start = (...objects: (ReplicationController | Pod)[]) => {
  revisions = revisionClient();
  running = startControllers([ordinalController(revisions)], { objects });
};
const names = () => running.cluster.objects<Pod>('pods').map(nameOf).sort();
const images = () =>
  running.cluster
    .objects<Pod>('pods')
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(({ spec }) => spec?.containers?.[0]?.image);
/** One round of the controller and one of the kubelet. */
async function round(): Promise<void> {
  await running.settle();
  await runPods(running.cluster, running.clock);
  await running.settle();
}
async function change(spec: ReplicationController['spec']): Promise<void> {
  const current = running.cluster.objects<ReplicationController>('replicationcontrollers')[0]!;
  await running.cluster.replicationControllers.update({ ...current, spec: { ...current.spec, ...spec } });
}

test('creates pods by number, the next when the last is ready, and says so as StatefulSets do', async () => {
  start(owner(3));
  await running.settle();
  expect(names()).toEqual(['db-0']);
  await round();
  expect(names()).toEqual(['db-0', 'db-1']);
  await round();
  expect(names()).toEqual(['db-0', 'db-1', 'db-2']);
  expect(running.cluster.objects<Pod>('pods').map(({ spec }) => spec?.hostname)).toEqual(['db-0', 'db-1', 'db-2']);
  expect(running.events()).toEqual(
    ['db-0', 'db-1', 'db-2'].map((name) => `Normal SuccessfulCreate Create Pod ${name} in StatefulSet db successful`),
  );
});

test('a pod that goes comes back under its name, and scaling down takes the last', async () => {
  start(owner(2));
  await round();
  await round();
  await running.cluster.pods.delete({ namespace: 'default', name: 'db-0' }, { gracePeriodSeconds: 0 });
  await round();
  expect(names()).toEqual(['db-0', 'db-1']);
  await change({ replicas: 1 });
  await round();
  expect(names()).toEqual(['db-0']);
  expect(running.events()).toContain('Normal SuccessfulDelete Delete Pod db-1 in StatefulSet db successful');
});

test('a new template is a new revision and replaces pods from the last; going back takes the old revision', async () => {
  start(owner(2));
  for (let i = 0; i < 3; i++) await round();
  await change({ template: template('db:2') });
  await round();
  expect(images()).toEqual(['db:1', 'db:2']);
  for (let i = 0; i < 3; i++) await round();
  expect(images()).toEqual(['db:2', 'db:2']);
  const [first] = revisions.all();
  await change({ template: template('db:1') });
  for (let i = 0; i < 4; i++) await round();
  expect(images()).toEqual(['db:1', 'db:1']);
  expect(revisions.all().map(({ metadata, revision }) => [metadata?.name, revision])).toEqual([
    [nameOf(first!), 3],
    [expect.any(String), 2],
  ]);
});

test('adopts an orphan of its name and leaves the pods of others', async () => {
  start(owner(1), pod('db-0'), pod('stranger', { labels: { app: 'other' } }));
  await running.settle();
  await running.settle();
  expect(
    running.cluster.objects<Pod>('pods').find((object) => nameOf(object) === 'db-0')?.metadata?.ownerReferences,
  ).toMatchObject([{ uid: 'db-uid', controller: true }]);
  expect(names()).toContain('stranger');
});

test('says why a pod cannot be created, and tries again', async () => {
  start();
  running.cluster.failNext(
    { verb: 'create', resource: 'pods' },
    newForbidden({ group: '', resource: 'pods' }, 'db-0', 'exceeded quota'),
    1,
  );
  running.cluster.seed(owner(1));
  await running.settle();
  expect(running.events()[0]).toBe(
    'Warning FailedCreate Create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: exceeded quota',
  );
  await running.clock.advance(1000);
  await running.settle();
  expect(names()).toEqual(['db-0']);
});
