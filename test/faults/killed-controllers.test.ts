// kill -9 of the controller-manager, again and again, while a Job and a StatefulSet are in the middle of their work.
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterStatus } from '../e2e/cluster/e2e-cluster';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls, type Kubectl } from '../e2e/cluster/kubectl';
import { readyPods } from '../e2e/cluster/workloads';

jest.setTimeout(240_000);

const NAMESPACE = 'killed-controllers';
const IMAGE = 'radial/busyboxplus:curl';
const COMPLETIONS = 16;
const KILLS = process.env.KUBETS_FAULTS === 'all' ? 6 : 3;
/** Between what it does first and what it does later when it is back. */
const MOST_MS = 1200;

let kubectl: Kubectl;
const inNamespace = (line: string, input?: object) =>
  kubectl(`--namespace ${NAMESPACE} ${line}`, input ? { input: JSON.stringify(input) } : {});
const json = (line: string) => kubectl.json(`--namespace ${NAMESPACE} ${line}`);
const template = (command: string[], more: object = {}) => ({
  metadata: { labels: { app: 'worked-on' } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image: IMAGE, command }], ...more },
});

beforeAll(async () => {
  kubectl = kubectls().at(-1)!;
  await kubectl(`create namespace ${NAMESPACE}`);
  await eventually(() => inNamespace('get serviceaccount default'));
});
afterAll(() => kubectl(`delete namespace ${NAMESPACE} --wait=false`));

async function pidOfController(): Promise<number> {
  const row = (await clusterStatus()).split('\n').find((line) => line.startsWith('controller-manager '));
  const [, pid] = /^controller-manager\s+ok\s.*\s(\d+)\s+\d+ MiB/.exec(row ?? '') ?? [];
  if (!pid) throw new Error(`controller-manager is not well: ${row}`);
  return Number(pid);
}

/** Kills it so often, each time a little later than the time before, counted from when it was well again. */
async function killAgainAndAgain(): Promise<void> {
  for (let i = 0; i < KILLS; i++) {
    const pid = await eventually(pidOfController);
    await sleep((i * MOST_MS) / KILLS);
    process.kill(pid, 'SIGKILL');
  }
  await eventually(pidOfController);
}

const finalizersOf = (items: any[]) => items.flatMap(({ metadata }) => metadata.finalizers ?? []);

test.each(['NonIndexed', 'Indexed'])(
  'a Job, %s: each of its pods is counted, and counted once',
  async (completionMode) => {
    const name = completionMode.toLowerCase();
    await inNamespace('create -f -', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: {
        completions: COMPLETIONS,
        parallelism: 3,
        completionMode,
        template: template(['sh', '-c', 'sleep 0.3'], { restartPolicy: 'Never' }),
      },
    });
    await killAgainAndAgain();
    await inNamespace(`wait --for=condition=Complete job/${name} --timeout=120s`, undefined);
    const { status } = await json(`get job ${name}`);
    const { items } = await json(`get pods --selector job-name=${name}`);
    expect(items.map((pod: any) => pod.status.phase)).toEqual(Array.from({ length: COMPLETIONS }, () => 'Succeeded'));
    expect(status).toMatchObject({ succeeded: COMPLETIONS, uncountedTerminatedPods: {}, ready: 0 });
    expect({ failed: status.failed ?? 0, active: status.active ?? 0 }).toEqual({ failed: 0, active: 0 });
    if (completionMode === 'Indexed') expect(status.completedIndexes).toBe(`0-${COMPLETIONS - 1}`);
    expect(finalizersOf(items)).toEqual([]);
  },
);

test('a StatefulSet: one pod for each number, all of the newest revision', async () => {
  const set = (replicas: number, state: string) => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'ordered' },
    spec: {
      replicas,
      serviceName: 'ordered',
      selector: { matchLabels: { app: 'worked-on' } },
      template: template(['sh', '-c', `trap exit TERM; : ${state}; while :; do sleep 0.2; done`]),
    },
  });
  await inNamespace('apply -f -', set(3, 'first'));
  await killAgainAndAgain();
  await readyPods(scoped(), 'app=worked-on,apps.kubernetes.io/pod-index', 3);
  await inNamespace('apply -f -', set(4, 'second'));
  await killAgainAndAgain();
  await inNamespace('rollout status statefulset/ordered --timeout=120s');
  const pods = await readyPods(scoped(), 'app=worked-on,apps.kubernetes.io/pod-index', 4);
  expect(pods.map(({ name }) => name).sort()).toEqual(['ordered-0', 'ordered-1', 'ordered-2', 'ordered-3']);
  await eventually(async () => {
    const { status } = await json('get statefulset ordered');
    expect(status).toMatchObject({ replicas: 4, readyReplicas: 4, updatedReplicas: 4, currentReplicas: 4 });
    expect(status.currentRevision).toBe(status.updateRevision);
  });
});

const scoped = (): Kubectl =>
  Object.assign((line: string) => inNamespace(line), { json: (line: string) => json(line) }) as unknown as Kubectl;
