import type { KubeObject } from '@kubets/apimachinery';
import { newInternalError, nameOf, namespaceOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '@kubets/proto-gen/policy/v1';
import { deployment, EPOCH, pod, replicaSet } from '../../testing/objects';
import { randomHistory } from '../../testing/random-history';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { expectedOf, pendingDisruptions } from './budget-status';
import { disruptionController } from './disruption-controller';
import { staleInMs } from './stale-disruptions';

const budget = (spec: PodDisruptionBudgetSpec, status?: PodDisruptionBudget['status']): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { namespace: 'default', name: 'web', uid: 'budget-uid', generation: 1 },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  status,
});
const owned = (name: string, owner: string, o: Parameters<typeof pod>[1] = {}): Pod =>
  pod(name, {
    ...o,
    meta: {
      ...o.meta,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: `${owner}-uid`, controller: true },
      ],
    },
  });
const setOf = (name: string, replicas: number, controlled = true) => {
  const set = replicaSet(name, { spec: { replicas } });
  const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'deployment-uid', controller: true };
  return controlled ? { ...set, metadata: { ...set.metadata, ownerReferences: [reference] } } : set;
};

let running: RunningControllers;
afterEach(() => running?.stop());
async function statusOf(...objects: KubeObject[]) {
  running = startControllers([disruptionController], { objects });
  await running.settle();
  const { conditions, ...status } =
    running.cluster.objects<PodDisruptionBudget>('poddisruptionbudgets')[0]?.status ?? {};
  return { ...status, condition: conditions?.map(({ type, status: is, reason }) => `${type}=${is} ${reason}`).join() };
}

test.each<[string, PodDisruptionBudgetSpec, [number, number], [number, number]]>([
  ['a number that has to stay', { minAvailable: 2 }, [3, 5], [3, 2]],
  ['a share that has to stay', { minAvailable: '50%' }, [3, 5], [5, 3]],
  ['a number that may be missing', { maxUnavailable: 1 }, [3, 5], [5, 4]],
  ['a share that may be missing', { maxUnavailable: '30%' }, [3, 5], [5, 3]],
  ['all may be missing', { maxUnavailable: 9 }, [3, 5], [5, 0]],
  ['nothing', {}, [3, 5], [0, 0]],
])('expects for %s', (_, spec, [pods, scale], [expected, healthy]) =>
  expect(expectedOf(budget(spec), pods, scale)).toEqual({ pods: expected, healthy }),
);

test('evictions are waited for, and given up', () => {
  const disruptedPods = { a: '2026-01-01T00:00:00Z', b: '2026-01-01T00:01:30Z', gone: EPOCH, c: EPOCH };
  const going = pod('c', { meta: { deletionTimestamp: EPOCH, name: 'c' } });
  const result = pendingDisruptions(
    budget({}, { disruptedPods }),
    [pod('a'), pod('b'), going],
    new Date('2026-01-01T00:02:10Z'),
  );
  expect({ ...result, outlived: result.outlived.map(nameOf) }).toEqual({
    pending: { b: '2026-01-01T00:01:30Z' },
    outlived: ['a'],
    recheckMs: 80_000,
  });
});

test.each<[string, Pod, number | undefined]>([
  ['announced by nobody', pod('a'), undefined],
  [
    'announced',
    { status: { conditions: [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime: EPOCH }] } },
    60_000,
  ],
  [
    'announced by the kubelet',
    { status: { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }] } },
    undefined,
  ],
  [
    'come',
    {
      status: {
        phase: 'Failed',
        conditions: [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime: EPOCH }],
      },
    },
    undefined,
  ],
])('an end that is %s', (_, of, expected) => expect(staleInMs(of, new Date('2026-01-01T00:01:00Z'))).toBe(expected));

test('counts what a Deployment wants once, whatever sets it has', async () =>
  expect(
    await statusOf(
      budget({ maxUnavailable: 1 }),
      deployment({ replicas: 3 }),
      setOf('old', 1),
      setOf('new', 3),
      owned('a', 'old'),
      owned('b', 'new'),
      owned('c', 'new', { ready: false }),
    ),
  ).toEqual({
    currentHealthy: 2,
    desiredHealthy: 2,
    expectedPods: 3,
    disruptionsAllowed: 0,
    disruptedPods: {},
    observedGeneration: 1,
    condition: 'DisruptionAllowed=False InsufficientPods',
  }));

test('allows what is healthy beyond what has to be', async () =>
  expect(
    await statusOf(budget({ minAvailable: 1 }), pod('a'), pod('b'), pod('c', { labels: { app: 'other' } })),
  ).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1, condition: 'DisruptionAllowed=True SufficientPods' }));

test('allows nothing while nobody knows how many pods there should be', async () => {
  expect(await statusOf(budget({ minAvailable: '50%' }), owned('a', 'missing'))).toMatchObject({
    disruptionsAllowed: 0,
    condition: 'DisruptionAllowed=False SyncFailed',
  });
  expect(running.events()).toContain(
    'Warning CalculateExpectedPodCountFailed Failed to calculate the number of expected pods: found no controllers for pod "a"',
  );
});

test('an eviction counts as gone, until its time is over', async () => {
  const disruptedPods = { a: EPOCH };
  expect(await statusOf(budget({ minAvailable: 1 }, { disruptedPods }), pod('a'), pod('b'))).toMatchObject({
    disruptionsAllowed: 0,
  });
  await running.clock.advance(121_000);
  await running.settle();
  expect(running.cluster.objects<PodDisruptionBudget>('poddisruptionbudgets')[0]?.status).toMatchObject({
    disruptionsAllowed: 1,
    disruptedPods: {},
  });
});

test('tries again when the status cannot be written', async () => {
  running = startControllers([disruptionController], { objects: [] });
  running.cluster.failNext({ verb: 'updateStatus', resource: 'poddisruptionbudgets' }, newInternalError('no'), 2);
  running.cluster.seed(budget({ minAvailable: 0 }), pod('a'));
  await running.clock.advance(5000);
  await running.settle();
  expect(running.cluster.objects<PodDisruptionBudget>('poddisruptionbudgets')[0]?.status).toMatchObject({
    disruptionsAllowed: 1,
  });
});

test.each([1, 2, 3])('history %i: what is allowed is what the pods allow in the end', async (seed) => {
  const { cluster } = await randomHistory(seed, {
    controllers: [disruptionController],
    objects: [budget({ minAvailable: 2 }), ...['a', 'b', 'c', 'd'].map((name) => pod(name))],
    steps: 40,
    async change({ cluster: of }, random) {
      const all = of.objects<Pod>('pods');
      const some = all[random(Math.max(1, all.length))];
      if (some && random(2)) await of.pods.delete({ namespace: namespaceOf(some), name: nameOf(some) });
      else of.seed(pod(`p${random(1000)}`, { meta: { namespace: 'default', name: `p${random(1e6)}` } }));
    },
    check: () => undefined,
  });
  const ready = cluster.objects<Pod>('pods').filter(({ metadata }) => !metadata?.deletionTimestamp).length;
  expect(cluster.objects<PodDisruptionBudget>('poddisruptionbudgets')[0]?.status).toMatchObject({
    currentHealthy: ready,
    disruptionsAllowed: Math.max(0, ready - 2),
  });
});
