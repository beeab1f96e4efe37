// A whole cluster in the process of a test: what it does by itself, and what a test can do to it.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isPodReady } from '@kubets/api';
import { startCluster, type Cluster } from '../../packages/testing/src';

jest.setTimeout(120_000);

const run = promisify(execFile);

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: 2 });
});
afterAll(() => cluster?.stop());

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 8080, targetPort: 80 }] }
`;

const podsOf = async (labelSelector: string, namespace = 'default') =>
  (await cluster.client.pods.list({ namespace, labelSelector })).items;
const kubectl = async (...args: string[]) =>
  (await run('kubectl', ['--kubeconfig', cluster.kubeconfigFile, ...args])).stdout;

test('a Secret that asks for a token of a ServiceAccount has one', async () => {
  await cluster.apply(`
apiVersion: v1
kind: ServiceAccount
metadata: { name: deployer }
---
apiVersion: v1
kind: Secret
metadata: { name: deployer-token, annotations: { kubernetes.io/service-account.name: deployer } }
type: kubernetes.io/service-account-token
`);
  const token = await cluster.eventually(async () => {
    const { data } = await cluster.client.secrets.get({ namespace: 'default', name: 'deployer-token' });
    return data?.['token'];
  });
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: atob(String(token)) } };
  const file = join(mkdtempSync(join(tmpdir(), 'kubets-review-')), 'review.json');
  writeFileSync(file, JSON.stringify(review));
  const answer = await kubectl('create', '-f', file, '-o', 'jsonpath={.status.user.username}');
  rmSync(dirname(file), { recursive: true });
  expect(answer).toBe('system:serviceaccount:default:deployer');
});

test('a Deployment gets pods that are ready, and its Service their addresses', async () => {
  cluster.simulate(
    { labelSelector: 'app=web' },
    { http: (asked) => new Response(`hello from ${new URL(asked.url).pathname}`) },
  );
  await cluster.apply(DEPLOYMENT);
  const deployment = await cluster.eventually(async () => {
    const found = await cluster.client.deployments.get({ namespace: 'default', name: 'web' });
    return found.status?.readyReplicas === 3 && found;
  });
  expect(deployment.status?.availableReplicas).toBe(3);
  const pods = await podsOf('app=web');
  expect(new Set(pods.map(({ spec }) => spec?.nodeName))).toEqual(new Set(['node-1', 'node-2']));
  const addresses = await cluster.eventually(async () => {
    const { items } = await cluster.client.endpointSlices.list({
      namespace: 'default',
      labelSelector: 'kubernetes.io/service-name=web',
    });
    const found = items.flatMap(({ endpoints }) => endpoints ?? []).flatMap(({ addresses: own }) => own ?? []);
    return found.length === 3 && found;
  });
  expect([...addresses].sort()).toEqual(pods.map(({ status }) => status?.podIP).sort());
  expect(await kubectl('get', '--raw', '/api/v1/namespaces/default/services/web:8080/proxy/greeting')).toBe(
    'hello from /greeting',
  );
});

test('kubectl sees nodes, pods and their logs', async () => {
  cluster.simulate({ labelSelector: 'app=talks' }, { logs: 'one\ntwo' });
  await kubectl('run', 'talks', '--image=talks', '--labels=app=talks');
  await cluster.eventually(
    async () => (await podsOf('app=talks')).every(isPodReady) && (await podsOf('app=talks')).length,
  );
  expect(await kubectl('get', 'nodes')).toMatch(/node-1 +Ready[^]*node-2 +Ready/);
  expect(await kubectl('get', 'pods', '-l', 'app=talks')).toMatch(/talks +1\/1 +Running +0/);
  expect(await kubectl('logs', 'talks')).toBe('one\ntwo\n');
  await kubectl('delete', 'pod', 'talks');
  expect(await podsOf('app=talks')).toEqual([]);
});

test('pods fail as they are told, by a rule or by their own annotations', async () => {
  cluster.simulate({ labelSelector: 'app=broken' }, { waiting: 'ImagePullBackOff' });
  const pod = (name: string, app: string, annotations = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app }, annotations },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  });
  await cluster.apply([
    pod('broken', 'broken'),
    pod('crashes', 'crashes', { 'testing.kubets.dev/exit-after-ms': '0', 'testing.kubets.dev/exit-code': '3' }),
  ]);
  const stateOf = async (app: string) => (await podsOf(`app=${app}`))[0]?.status?.containerStatuses?.[0];
  await cluster.eventually(async () => (await stateOf('broken'))?.state?.waiting?.reason === 'ImagePullBackOff');
  const crashed = await cluster.eventually(async () => {
    const status = await stateOf('crashes');
    return status?.state?.waiting?.reason === 'CrashLoopBackOff' && status;
  });
  expect(crashed.lastState?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  await cluster.advance(10_000);
  await cluster.eventually(async () => (await stateOf('crashes'))?.restartCount === 1);
});

test('a Job completes, and time that is moved removes it', async () => {
  await cluster.apply({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once' },
    spec: {
      ttlSecondsAfterFinished: 3600,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
    },
  } as never);
  const job = () => cluster.client.jobs.get({ namespace: 'default', name: 'once' });
  await cluster.eventually(async () => (await job()).status?.succeeded === 1);
  await cluster.advance(3_500_000);
  expect((await job()).metadata?.deletionTimestamp).toBeUndefined();
  await cluster.advance(200_000);
  await cluster.eventually(() =>
    job().then(
      () => false,
      (error) => error.status?.reason === 'NotFound',
    ),
  );
});

test('a node that is killed loses its pods when its time is over', async () => {
  const name = await cluster.nodes.add({ name: 'doomed', labels: { doomed: 'true' } });
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'there', labels: { app: 'there' } },
    spec: { nodeSelector: { doomed: 'true' }, containers: [{ name: 'c', image: 'i' }] },
  } as never);
  await cluster.eventually(async () => (await podsOf('app=there')).some(isPodReady));
  cluster.nodes.kill(name);
  await cluster.advance(60_000);
  const ready = async () =>
    (await cluster.client.nodes.get({ name })).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  await cluster.eventually(async () => (await ready()) === 'Unknown');
  await cluster.advance(310_000);
  await cluster.eventually(async () => (await podsOf('app=there'))[0]?.metadata?.deletionTimestamp);
  for (const alive of ['node-1', 'node-2'])
    expect(
      (await cluster.client.nodes.get({ name: alive })).status?.conditions?.find(({ type }) => type === 'Ready'),
    ).toMatchObject({ status: 'True' });
});

test('names of Services and pods are answered by DNS, as in a cluster', async () => {
  await cluster.apply(`
apiVersion: v1
kind: Service
metadata: { name: named }
spec: { selector: { app: named }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: headless }
spec: { clusterIP: None, selector: { app: named }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: named, labels: { app: named } }
spec: { hostname: host, subdomain: headless, containers: [{ name: c, image: i }] }
`);
  const { spec } = await cluster.client.services.get({ namespace: 'default', name: 'named' });
  expect(await cluster.eventually(() => cluster.resolve('named.default.svc.cluster.local'))).toEqual([spec?.clusterIP]);
  const [record] = await cluster.eventually(() =>
    cluster.resolve('_http._tcp.headless.default.svc.cluster.local', 'SRV'),
  );
  expect(record).toMatchObject({ name: 'host.headless.default.svc.cluster.local', port: 80 });
  const [pod] = await podsOf('app=named');
  expect(await cluster.resolve(record!.name)).toEqual([pod?.status?.podIP]);
  const reverse = pod!.status!.podIP!.split('.').reverse().join('.');
  expect(await cluster.resolve(`${reverse}.in-addr.arpa`, 'PTR')).toEqual([record!.name]);
  await expect(cluster.resolve('nobody.default.svc.cluster.local')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  expect(await cluster.dnsServer()).toMatch(/^127\.0\.0\.1:\d+$/);
});

test('what is cut off knows nothing of what happens, and catches up when its network is there again', async () => {
  const pod = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'cut' } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  });
  const unscheduled = async () => (await podsOf('app=cut')).filter(({ spec }) => !spec?.nodeName).length;
  cluster.faults.cutOff('scheduler');
  await cluster.apply([pod('one'), pod('two')]);
  await cluster.advance(5_000);
  expect(await unscheduled()).toBe(2);
  cluster.faults.join('scheduler');
  await cluster.eventually(async () => (await unscheduled()) === 0);
  // One that is stopped while it is cut off ends at once, and begins with a whole network.
  cluster.faults.cutOff('scheduler');
  await cluster.faults.stop('scheduler');
  expect(() => cluster.faults.cutOff('scheduler')).toThrow(/scheduler does not run/);
  await cluster.apply(pod('three'));
  expect(await unscheduled()).toBe(1);
  await cluster.faults.start('scheduler');
  await cluster.eventually(async () => (await unscheduled()) === 0);
});

test('the same seed kills the same nodes and has the same things happen', async () => {
  const outcome = async (seed: number) => {
    const one = await startCluster({ seed, nodes: 5 });
    try {
      const killed = [one.faults.killNode(), one.faults.killNode()];
      expect(one.nodes.names).toHaveLength(3);
      one.faults.byChance({ everyMs: 1000, of: ['loseWatches', 'slowWrites', 'cutOff', 'restart', 'killNode'] });
      await one.advance(8_500);
      one.faults.heal();
      await one.eventually(() => one.client.nodes.get({ name: 'node-1' }));
      const { happened } = one.faults;
      expect(await one.text()).toContain(`# by chance, after ${happened[0]}`);
      // Time goes by by itself, too, on a slow machine for longer than it was moved.
      return { killed, happened: happened.slice(0, 8) };
    } finally {
      await one.stop();
    }
  };
  const first = await outcome(11);
  expect(first.happened).toHaveLength(8);
  expect(await outcome(11)).toEqual(first);
  expect(await outcome(12)).not.toEqual(first);
});

test('a custom kind is served, and its objects are applied', async () => {
  await cluster.apply(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } } }
`);
  await cluster.eventually(() =>
    cluster.apply('{ apiVersion: example.com/v1, kind: Widget, metadata: { name: a }, spec: { size: 3 } }'),
  );
  const widgets = await cluster.resource({ apiVersion: 'example.com/v1', kind: 'Widget' });
  expect((await widgets.list({ namespace: 'default' })).items.map(({ metadata }) => metadata?.name)).toEqual(['a']);
});

test.each<[string, string, RegExp]>([
  ['what is no object', '- a\n- b', /an object is wanted, not \["a","b"\]/],
  ['an object without a name', '{ apiVersion: v1, kind: Pod }', /metadata\.name.*undefined/],
  [
    'a kind that nobody serves',
    '{ apiVersion: v9, kind: Pod, metadata: { name: a } }',
    /no matches for kind "Pod" in version "v9"/,
  ],
  [
    'an object that is not valid',
    '{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: {} }',
    /spec\.containers: Required value/,
  ],
])('%s is refused', async (_what, yaml, message) => {
  await expect(cluster.apply(yaml)).rejects.toThrow(message);
});

test('what never comes is told with everything that the cluster holds', async () => {
  await cluster.apply('{ apiVersion: v1, kind: ConfigMap, metadata: { name: seen }, data: { word: remarkable } }');
  const failed = cluster.eventually(() => false, { timeoutMs: 50 });
  await expect(failed).rejects.toThrow(
    /not within 0.05 s: it found false\n\n# the cluster at revision \d+\n[^]*word: remarkable/,
  );
});

test('clusters in one process do not see each other', async () => {
  const others = await Promise.all([startCluster(), startCluster()]);
  try {
    const all = [cluster, ...others];
    const map = (index: number) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'same' },
      data: { of: `${index}` },
    });
    await Promise.all(all.map((one, index) => one.apply(map(index) as never)));
    for (const [index, one] of all.entries())
      expect((await one.client.configMaps.get({ namespace: 'default', name: 'same' })).data).toEqual({
        of: `${index}`,
      });
    const [mine, theirs] = others as [Cluster, Cluster];
    await mine.advance(40_000);
    expect(mine.now().getTime() - theirs.now().getTime()).toBeGreaterThan(10_000);
    // The kubeconfig of one opens no other.
    const stranger = await new Promise((resolve) =>
      request(
        `${theirs.restUrl}/api/v1/pods`,
        { rejectUnauthorized: false, ...certificateIn(mine.kubeconfig) },
        (answer) => resolve(answer.resume().statusCode),
      )
        .once('error', (error) => resolve(error.message))
        .end(),
    );
    expect(stranger).not.toBe(200);
  } finally {
    await Promise.all(others.map((one) => one.stop()));
  }
});

/** The administrator's certificate and key, as TLS wants them. */
function certificateIn(kubeconfig: string): { cert: Buffer; key: Buffer } {
  const { user } = JSON.parse(kubeconfig).users[0];
  const decoded = (name: string) => Buffer.from(user[name], 'base64');
  return { cert: decoded('client-certificate-data'), key: decoded('client-key-data') };
}

test('nobody who is not known may do anything', async () => {
  const code = await new Promise((resolve, reject) =>
    request(`${cluster.restUrl}/api/v1/pods`, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end(),
  );
  expect(code).toBe(403);
});
