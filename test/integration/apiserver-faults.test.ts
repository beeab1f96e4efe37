import { eventually } from '../e2e/cluster/eventually';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const PATH = '/api/v1/namespaces/default/configmaps';
const create = (api: RunningApiserver, name: string) =>
  api.call(PATH, { method: 'POST', body: { metadata: { name } } });

test('survives the death of etcd: nothing acknowledged is lost, no watcher misses or doubles an event', async () => {
  const api = await cluster.start();
  const watch = api.watch(`${PATH}?watch=1`);
  const acknowledged: string[] = [];
  let isOver = false;
  const writer = (async () => {
    for (let index = 0; !isOver; index++) {
      const answer = await create(api, `cm-${index}`);
      if (answer.code === 201) acknowledged.push(`cm-${index}`);
      else expect(answer.code).toBeGreaterThanOrEqual(500);
    }
  })();
  const someMore = async () => {
    const soFar = acknowledged.length;
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(soFar + 5));
  };
  for (let round = 0; round < 2; round++) {
    await someMore();
    await cluster.etcd.kill();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await api.call(`${PATH}?resourceVersion=0`)).code).toBe(200);
    await cluster.etcd.restart();
  }
  await someMore();
  isOver = true;
  await writer;
  const stored = (await api.call(PATH)).body.items.map(({ metadata }: any) => metadata.name);
  expect(stored).toEqual(expect.arrayContaining(acknowledged));
  const events = await watch.until(({ length }) => length >= stored.length);
  watch.stop();
  const added = events.filter(({ type }) => type === 'ADDED').map(({ object }) => object.metadata.name);
  expect(added.sort()).toEqual([...stored].sort());
  expect((await api.call('/readyz')).code).toBe(200);
});

test('an etcd that falls silent costs a write an error in its time, and nobody what is in memory', async () => {
  const api = await cluster.start();
  const watch = api.watch(`${PATH}?watch=1`);
  expect((await create(api, 'before')).code).toBe(201);
  process.kill(cluster.etcd.pid(), 'SIGSTOP');
  try {
    const [write, live, cached, ready] = await Promise.all([
      api.call(`${PATH}?timeout=2s`, { method: 'POST', body: { metadata: { name: 'meanwhile' } } }),
      api.call(`${PATH}/before?timeout=2s`),
      api.call(`${PATH}?resourceVersion=0`),
      api.call('/readyz'),
    ]);
    expect(write).toMatchObject({ code: 504, body: { reason: 'Timeout' } });
    expect([200, 504]).toContain(live.code);
    expect(cached).toMatchObject({ code: 200, body: { items: [{ metadata: { name: 'before' } }] } });
    expect(ready.code).toBe(500);
  } finally {
    process.kill(cluster.etcd.pid(), 'SIGCONT');
  }
  await eventually(async () => expect((await create(api, 'after')).code).toBe(201));
  await eventually(async () => expect((await api.call('/readyz')).code).toBe(200));
  // What was on its way when its writer was told of the timeout may have been done.
  const names = (await api.call(PATH)).body.items.map(({ metadata }: any) => metadata.name);
  expect(names).toEqual(expect.arrayContaining(['before', 'after']));
  const events = await watch.until(({ length }) => length >= names.length);
  watch.stop();
  expect(events.map(({ object }) => object.metadata.name).sort()).toEqual([...names].sort());
});

test('two apiservers share one etcd: allocations never collide, each sees what the other wrote', async () => {
  const [one, two] = await Promise.all([
    cluster.start({ 'advertise-address': '192.0.2.1' }),
    cluster.start({ 'advertise-address': '192.0.2.2' }),
  ]);
  const services = '/api/v1/namespaces/default/services';
  const made = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? one : two).call(services, {
        method: 'POST',
        body: { metadata: { name: `s${index}` }, spec: { type: 'NodePort', ports: [{ port: 80 }] } },
      }),
    ),
  );
  expect(made.map(({ code }) => code)).toEqual(Array(60).fill(201));
  expect(new Set(made.map(({ body }) => body.spec.clusterIP)).size).toBe(60);
  expect(new Set(made.map(({ body }) => body.spec.ports[0].nodePort)).size).toBe(60);

  const created = await Promise.all([one, two].map((api) => create(api, 'contested')));
  expect(created.map(({ code }) => code).sort()).toEqual([201, 409]);

  const watch = two.watch(
    `${PATH}?watch=1&resourceVersion=${created.find(({ code }) => code === 201)!.body.metadata.resourceVersion}`,
  );
  await create(one, 'seen-by-two');
  expect((await watch.until(({ length }) => length === 1))[0].object.metadata.name).toBe('seen-by-two');
  watch.stop();

  const addresses = async () =>
    (await one.call('/api/v1/namespaces/default/endpoints/kubernetes')).body.subsets[0].addresses.map(
      ({ ip }: any) => ip,
    );
  for (let attempt = 0; attempt < 50 && (await addresses()).length < 2; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await addresses()).toEqual(['192.0.2.1', '192.0.2.2']);
  await two.stop();
  expect(await addresses()).toEqual(['192.0.2.1']);
});

test('starts again on what is there', async () => {
  const begunFirst = performance.now();
  const first = await cluster.start();
  const firstMs = performance.now() - begunFirst;
  await create(first, 'kept');
  const { body: service } = await first.call('/api/v1/namespaces/default/services/kubernetes');
  await first.stop();
  const begun = performance.now();
  const second = await cluster.start();
  expect(performance.now() - begun).toBeLessThan(Math.max(2000, 3 * firstMs));
  expect((await second.call(`${PATH}/kept`)).code).toBe(200);
  expect((await second.call('/api/v1/namespaces/default/services/kubernetes')).body.metadata).toMatchObject({
    uid: service.metadata.uid,
    resourceVersion: service.metadata.resourceVersion,
  });
});

test('makes anew what every cluster has, whoever deletes it', async () => {
  const api = await cluster.start();
  const inDefault = (path: string) => `/apis/${path}`.replace('/apis/v1/', '/api/v1/');
  const PATHS = [
    'v1/namespaces/default/services/kubernetes',
    'v1/namespaces/default/endpoints/kubernetes',
    'discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes',
    'v1/namespaces/kube-node-lease',
  ].map(inDefault);
  const read = async () => Promise.all(PATHS.map(async (path) => (await api.call(path)).body));
  const before = await eventually(async () => {
    const objects = await read();
    for (const { metadata } of objects) expect(metadata?.name).toBeDefined();
    return objects;
  });
  for (const path of PATHS) expect((await api.call(path, { method: 'DELETE' })).code).toBe(200);
  // Nobody here finishes the deletion of a namespace.
  const { body: going } = await api.call(PATHS[3]!);
  expect(
    (await api.call(`${PATHS[3]}/finalize`, { method: 'PUT', body: { ...going, spec: { finalizers: [] } } })).code,
  ).toBe(200);
  const after = await eventually(async () => {
    const objects = await read();
    for (const [index, { metadata }] of objects.entries()) {
      expect(metadata?.name).toBe(before[index].metadata.name);
      expect(metadata.uid).not.toBe(before[index].metadata.uid);
    }
    return objects;
  });
  expect(after.map(({ spec, subsets, endpoints }) => spec?.clusterIP ?? subsets ?? endpoints)).toEqual(
    before.map(({ spec, subsets, endpoints }) => spec?.clusterIP ?? subsets ?? endpoints),
  );
});
