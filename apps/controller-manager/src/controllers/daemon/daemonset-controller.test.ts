import { nameOf } from '@kubets/apimachinery';
import type { ControllerRevision, DaemonSet, DaemonSetSpec } from '@kubets/proto-gen/apps/v1';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { node, pod, template } from '../../testing/objects';
import { randomHistory } from '../../testing/random-history';
import { daemonSet } from '../../testing/sets';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { targetNode } from './daemon-pods';
import { daemonSetController } from './daemonset-controller';

let running: RunningControllers | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

type Cluster = RunningControllers['cluster'];
const podsOf = (cluster: Cluster): Pod[] => cluster.objects<Pod>('pods');
const setOf = (cluster: Cluster): DaemonSet => cluster.objects<DaemonSet>('daemonsets')[0]!;
const staying = (cluster: Cluster): Pod[] => podsOf(cluster).filter(({ metadata }) => !metadata?.deletionTimestamp);
const placed = (cluster: Cluster): string[] =>
  staying(cluster)
    .map((one) => targetNode(one) ?? '')
    .sort();
const imagesOf = (cluster: Cluster) => podsOf(cluster).map(({ spec }) => spec?.containers?.[0]?.image);

/** The scheduler puts every pod on the node that it is for, and the kubelets run it. */
async function runDaemons(cluster: Cluster, now: string, becomesReady: () => boolean = () => true): Promise<void> {
  for (const one of podsOf(cluster)) {
    const ref = { namespace: 'default', name: nameOf(one) };
    const on = targetNode(one) ?? '';
    if (one.metadata?.deletionTimestamp) await cluster.pods.delete(ref, { gracePeriodSeconds: 0 });
    else if (!one.spec?.nodeName && cluster.objects<Node>('nodes').some((known) => nameOf(known) === on))
      await cluster.pods.bind(ref, on);
    else if (one.spec?.nodeName && becomesReady() && one.status?.phase !== 'Failed')
      await cluster.pods.updateStatus({
        ...(await cluster.pods.get(ref)),
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: now }] },
      });
  }
}
async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round++) {
    await running!.settle();
    await runDaemons(running!.cluster, running!.clock.now().toISOString());
    await running!.settle();
  }
}
const start = (set: DaemonSet, ...nodes: Node[]) =>
  (running = startControllers([daemonSetController], { objects: [set, ...nodes] }));
async function change(spec: DaemonSetSpec): Promise<void> {
  const set = setOf(running!.cluster);
  await running!.cluster.daemonSets.update({ ...set, spec: { ...set.spec, ...spec } });
  await running!.settle();
}

test('one pod for each node, as nodes come and change', async () => {
  const { cluster } = start(
    daemonSet(),
    node('a'),
    node('b', { spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } }),
  );
  await rounds(2);
  expect(placed(cluster)).toEqual(['a']);
  cluster.seed(node('c'));
  const [, tainted] = cluster.objects<Node>('nodes');
  await cluster.nodes.update({ ...tainted!, spec: {} });
  await rounds(3);
  expect(placed(cluster)).toEqual(['a', 'b', 'c']);
  expect(setOf(cluster).status).toMatchObject({
    observedGeneration: 1,
    desiredNumberScheduled: 3,
    currentNumberScheduled: 3,
    numberReady: 3,
    numberAvailable: 3,
    updatedNumberScheduled: 3,
    numberMisscheduled: 0,
  });
  const [revision] = cluster.objects<ControllerRevision>('controllerrevisions');
  const [first] = podsOf(cluster);
  expect(first?.metadata?.labels?.['controller-revision-hash']).toBe(
    revision?.metadata?.labels?.['controller-revision-hash'],
  );
  expect(
    running!.events().filter((text) => text.startsWith('Normal SuccessfulCreate Created pod: agent-')),
  ).toHaveLength(3);
  await cluster.nodes.update({
    ...(await cluster.nodes.get({ name: 'a' })),
    spec: { taints: [{ key: 'x', effect: 'NoExecute' }] },
  });
  await rounds(2);
  expect(placed(cluster)).toEqual(['b', 'c']);
});

test('rolls a new template out node by node, and back to the revision that there was', async () => {
  const { cluster } = start(daemonSet(), node('a'), node('b'));
  await rounds(3);
  await change({ template: template('agent:2') });
  expect(staying(cluster)).toHaveLength(1);
  await rounds(8);
  expect(imagesOf(cluster)).toEqual(['agent:2', 'agent:2']);
  await change({ template: template('agent:1') });
  await rounds(8);
  expect(imagesOf(cluster)).toEqual(['agent:1', 'agent:1']);
  expect(
    cluster
      .objects<ControllerRevision>('controllerrevisions')
      .map(({ revision }) => revision)
      .sort(),
  ).toEqual([2, 3]);
});

test('with surge a node is never without a pod', async () => {
  const { cluster } = start(
    daemonSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } }),
    node('a'),
    node('b'),
  );
  await rounds(3);
  await change({ template: template('agent:2') });
  for (let round = 0; round < 8; round++) {
    expect(new Set(placed(cluster))).toEqual(new Set(['a', 'b']));
    expect(placed(cluster).length).toBeLessThanOrEqual(3);
    await rounds(1);
  }
  expect(imagesOf(cluster)).toEqual(['agent:2', 'agent:2']);
});

test('a pod that fails is replaced, after longer and longer pauses', async () => {
  const { cluster, clock } = start(daemonSet(), node('a'));
  const fail = async () => {
    await rounds(2);
    const [failing] = staying(cluster);
    await cluster.pods.updateStatus({ ...failing!, status: { phase: 'Failed' } });
    await running!.settle();
    return !staying(cluster).some(({ metadata }) => metadata?.uid === failing!.metadata?.uid);
  };
  expect(await fail()).toBe(true);
  expect(
    running!
      .events()
      .some((text) =>
        /^Warning FailedDaemonPod Found failed daemon pod default\/agent-\w+ on node a, will try to kill it$/.test(
          text,
        ),
      ),
  ).toBe(true);
  expect(await fail()).toBe(false);
  await clock.advance(2000);
  await running!.settle();
  expect(podsOf(cluster).map(({ status }) => status?.phase)).not.toContain('Failed');
});

test('adopts what it selects, and says when it would select everything', async () => {
  const { cluster } = start(daemonSet(), node('a'));
  cluster.seed(pod('orphan', { node: 'a' }));
  await rounds(3);
  expect(staying(cluster).map(nameOf)).toHaveLength(1);
  await change({ selector: {} });
  expect(running!.events()).toContain(
    'Warning SelectingAll This daemon set is selecting all pods. A non-empty selector is required.',
  );
});

test.each(Array.from({ length: 8 }, (_, seed) => seed))(
  'whatever befalls it, it ends right: history %i',
  async (seed) => {
    const maxSurge = seed % 2;
    const rollingUpdate = { maxUnavailable: 1 - maxSurge, maxSurge };
    const { cluster } = await randomHistory(seed, {
      controllers: [daemonSetController],
      objects: [daemonSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } }), node('a'), node('b')],
      steps: 30,
      run: ({ cluster, clock }, random) =>
        runDaemons(cluster, clock.now().toISOString(), () => random === undefined || random(4) > 0),
      async change({ cluster }, random) {
        const what = random(4);
        const pods = podsOf(cluster);
        if (what === 0 && pods.length > 0)
          return void (await cluster.pods.delete({ namespace: 'default', name: nameOf(pods[random(pods.length)]!) }));
        const name = 'abcd'[random(4)]!;
        const known = cluster.objects<Node>('nodes').find((one) => nameOf(one) === name);
        if (what === 1) return known ? void (await cluster.nodes.delete({ name })) : cluster.seed(node(name));
        if (what === 2 && known) {
          const spec = known.spec?.taints ? {} : { taints: [{ key: 'x', effect: 'NoExecute' }] };
          return void (await cluster.nodes.update({ ...known, spec }));
        }
        const set = setOf(cluster);
        await cluster.daemonSets.update({ ...set, spec: { ...set.spec, template: template(`agent:${random(3)}`) } });
      },
      check({ cluster }) {
        const on = placed(cluster);
        for (const name of on) expect(on.filter((other) => other === name).length).toBeLessThanOrEqual(1 + maxSurge);
      },
    });
    const nodes = cluster
      .objects<Node>('nodes')
      .filter(({ spec }) => !spec?.taints)
      .map(nameOf)
      .sort();
    const known = cluster.objects<Node>('nodes').map(nameOf);
    expect(placed(cluster).filter((name) => known.includes(name))).toEqual(nodes);
    expect(setOf(cluster).status).toMatchObject({ desiredNumberScheduled: nodes.length, numberReady: nodes.length });
  },
);
