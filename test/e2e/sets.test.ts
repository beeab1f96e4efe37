// A StatefulSet whose pods know each other by name, and a DaemonSet on both nodes, each through an update and back.
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { readyPods } from './cluster/workloads';

jest.setTimeout(400_000);

const NAMESPACE = 'sets-test';
const plain = selectedKubectls(5)[0]?.[1] as Kubectl;
const options = ['--namespace', NAMESPACE].join(' ');
const kubectl = Object.assign((line: string, o?: { input?: string }) => plain(`${options} ${line}`, o), {
  json: (line: string) => plain.json(`${options} ${line}`),
}) as Kubectl;

/** The node may have to fetch the image first. */
async function rolledOut(what: string): Promise<string> {
  try {
    return await kubectl(`rollout status ${what} --timeout=150s`, { timeoutMs: 160_000 });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${await kubectl('describe pods')}`);
  }
}
const create = (...objects: object[]) =>
  kubectl('create -f -', { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) });
const template = (app: string) => ({
  metadata: { labels: { app } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'web',
        image: 'radial/busyboxplus:curl',
        command: ['sleep', '3600'],
        env: [{ name: 'STATE', value: 'first' }],
      },
    ],
  },
});
const selector = (app: string) => ({ matchLabels: { app } });
const statesOf = async (app: string): Promise<string[]> =>
  (await kubectl.json(`get pods -l app=${app}`)).items.map(
    ({ metadata, spec }: any) => `${metadata.name} ${spec.containers[0].env[0].value}`,
  );

beforeAll(async () => {
  await plain(`delete namespace ${NAMESPACE} --ignore-not-found`);
  await plain(`create namespace ${NAMESPACE}`);
  await eventually(() => kubectl('get serviceaccount default'));
});
afterAll(() => plain(`delete namespace ${NAMESPACE} --wait=false`));

test('a StatefulSet: names in DNS, an update from the last pod, back, and fewer', async () => {
  await create(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db' },
      spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: { replicas: 2, serviceName: 'db', selector: selector('db'), template: template('db') },
    },
  );
  expect(await rolledOut('statefulset db')).toContain('partitioned roll out complete: 2 new pods');
  const [first, second] = await readyPods(kubectl, 'app=db', 2);
  expect([first?.name, second?.name]).toEqual(['db-0', 'db-1']);
  expect((await kubectl('exec db-0 -- hostname')).trim()).toBe('db-0');
  const addressOf = (name: string, asker: string) =>
    kubectl(`exec ${asker} -- nslookup ${name}.db.${NAMESPACE}.svc.cluster.local`);
  await eventually(async () => {
    expect(await addressOf('db-1', 'db-0')).toContain(second!.ip);
    expect(await addressOf('db-0', 'db-1')).toContain(first!.ip);
  });

  await kubectl('set env statefulset/db STATE=second');
  await rolledOut('statefulset db');
  expect(await statesOf('db')).toEqual(['db-0 second', 'db-1 second']);
  expect(await kubectl('rollout history statefulset db')).toMatch(/^1 .*\n2 /m);
  await kubectl('rollout undo statefulset db');
  await rolledOut('statefulset db');
  expect(await statesOf('db')).toEqual(['db-0 first', 'db-1 first']);
  await kubectl('scale statefulset db --replicas=1');
  await readyPods(kubectl, 'app=db', 1);
  expect(await kubectl('get statefulsets')).toMatch(/^db +1\/1 /m);
  expect(await kubectl('get controllerrevisions')).toMatch(/ statefulset\.apps\/db +\d/);
  expect(await kubectl('describe statefulset db')).toContain('Create Pod db-1 in StatefulSet db successful');
});

test('a DaemonSet: a pod on each node, an update node by node, and back', async () => {
  await create({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: { selector: selector('agent'), template: template('agent') },
  });
  await rolledOut('daemonset agent');
  const pods = await readyPods(kubectl, 'app=agent', 2);
  expect(pods.map(({ node }) => node).sort()).toEqual(['node-1', 'node-2']);
  await kubectl('set env daemonset/agent STATE=second');
  await rolledOut('daemonset agent');
  expect((await statesOf('agent')).map((state) => state.split(' ')[1])).toEqual(['second', 'second']);
  await kubectl('rollout undo daemonset agent');
  await rolledOut('daemonset agent');
  expect((await statesOf('agent')).map((state) => state.split(' ')[1])).toEqual(['first', 'first']);
  expect(await kubectl('get daemonsets')).toMatch(/^agent +2 +2 +2 +2 +2 +<none> /m);
});
