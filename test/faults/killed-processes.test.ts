// kill -9 of every process while a client uses a Service and another creates objects.
import { clusterStatus, E2E } from '../e2e/cluster/e2e-cluster';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls, type Kubectl } from '../e2e/cluster/kubectl';
import { startTraffic } from '../e2e/cluster/traffic';
import { endpointsOf, readyPods } from '../e2e/cluster/workloads';
import { startWriting } from './api-writer';

jest.setTimeout(120_000);

/** What is no way to another is killed together; with KUBETS_FAULTS=all each by itself. */
const TOGETHER = ['controller-manager', 'scheduler', 'dns', 'cloud-lb', 'ingress'];
const KILLED = [
  ['etcd'],
  ['apiserver'],
  ...(process.env.KUBETS_FAULTS === 'all' ? TOGETHER.map((name) => [name]) : [TOGETHER]),
  ['kubelet-agent-node-1'],
  ['proxy-node-2'],
  ['containerd-node-1'],
];
/** A new connection and the machine's own hiccups; none of the killed parts is in the way of a packet. */
const ACCEPTED_GAP_MS = 1000;

let kubectl: Kubectl;
let url = '';

beforeAll(async () => {
  kubectl = kubectls().at(-1)!;
  await kubectl('create namespace faults');
  await kubectl('create deployment steady --image=nginx --replicas=2');
  await readyPods(kubectl, 'app=steady', 2);
  await kubectl('expose deployment steady --port 80');
  await endpointsOf(kubectl, 'steady', 2);
  url = `http://${(await kubectl.json('get svc steady')).spec.clusterIP}`;
});
afterAll(async () => {
  await kubectl('delete namespace faults --wait=false');
  await kubectl('delete deployment,svc steady');
});

const rowOf = async (name: string) => {
  const row = (await clusterStatus()).split('\n').find((line) => line.startsWith(`${name} `))!;
  return { name, row, pid: Number(/\s(\d+)\s+\d+ MiB/.exec(row)?.[1] ?? 0) };
};

test.each(KILLED.map((names) => [names.join(', '), names] as const))('%s', async (_, names) => {
  const podsBefore = (await readyPods(kubectl, 'app=steady', 2)).map((pod) => pod.name).sort();
  const before = await Promise.all(names.map(rowOf));
  const traffic = startTraffic(await E2E.nodePrefix('node-2'), url);
  const writer = startWriting(names[0]!);
  await eventually(() => expect(writer.acknowledged.length).toBeGreaterThan(5));
  for (const { pid } of before) process.kill(pid, 'SIGKILL');
  for (const { name, pid } of before)
    await eventually(async () => {
      const now = await rowOf(name);
      expect(now.row).toMatch(new RegExp(`^${name}\\s+ok\\s`));
      expect([0, pid]).not.toContain(now.pid);
    });
  const acknowledgedSoFar = writer.acknowledged.length;
  await eventually(() => expect(writer.acknowledged.length).toBeGreaterThan(acknowledgedSoFar + 10));
  await writer.stop();
  const { answered, failed, longestGapMs } = await traffic.stop();

  const { items } = await kubectl.json('get configmaps --namespace faults');
  const stored = new Set(items.map((item: any) => item.metadata.name));
  expect(writer.acknowledged.filter((object) => !stored.has(object))).toEqual([]);
  expect(answered).toBeGreaterThan(10);
  expect(failed).toBe(0);
  expect(longestGapMs).toBeLessThan(ACCEPTED_GAP_MS);
  const nodes = (await kubectl.json('get nodes')).items;
  for (const node of nodes) expect(node.status.conditions.find((c: any) => c.type === 'Ready').status).toBe('True');
  expect((await readyPods(kubectl, 'app=steady', 2)).map((pod) => pod.name).sort()).toEqual(podsBefore);

  // What came back does its work: a new pod is scheduled, started, found by name and reached.
  await kubectl('scale deployment steady --replicas=3');
  await readyPods(kubectl, 'app=steady', 3);
  await endpointsOf(kubectl, 'steady', 3);
  await kubectl('scale deployment steady --replicas=2');
  await readyPods(kubectl, 'app=steady', 2);
});
