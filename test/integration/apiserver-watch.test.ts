import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:http2';
import { WebSocket } from 'ws';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(30_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

let counter = 0;
/** A namespace of its own for each test. */
async function namespace(): Promise<{
  path: string;
  create(name: string, labels?: object): Promise<any>;
  label(name: string, labels: object): Promise<any>;
  remove(name: string): Promise<any>;
}> {
  const name = `watch-${counter++}`;
  await api.call('/api/v1/namespaces', { method: 'POST', body: { metadata: { name } } });
  const path = `/api/v1/namespaces/${name}/configmaps`;
  return {
    path,
    create: async (one, labels) =>
      (await api.call(path, { method: 'POST', body: { metadata: { name: one, labels } } })).body,
    label: async (one, labels) =>
      (
        await api.call(`${path}/${one}`, {
          method: 'PATCH',
          body: { metadata: { labels } },
          headers: { 'content-type': 'application/merge-patch+json' },
        })
      ).body,
    remove: async (one) => (await api.call(`${path}/${one}`, { method: 'DELETE' })).body,
  };
}

const shape = (events: any[]) => events.map(({ type, object }) => [type, object.metadata?.name]);

test('sends what is there, then every change, with the revision of the change', async () => {
  const { path, create, label, remove } = await namespace();
  const a = await create('a');
  const watch = api.watch(`${path}?watch=true`);
  await watch.until((events) => events.length === 1);
  const b = await create('b');
  const labelled = await label('a', { x: 'y' });
  await remove('b');
  const events = await watch.until(({ length }) => length === 4);
  watch.stop();
  expect(shape(events)).toEqual([
    ['ADDED', 'a'],
    ['ADDED', 'b'],
    ['MODIFIED', 'a'],
    ['DELETED', 'b'],
  ]);
  expect(events.slice(0, 3).map(({ object }) => object)).toEqual([a, b, labelled]);
  expect(Number(events[3].object.metadata.resourceVersion)).toBeGreaterThan(Number(labelled.metadata.resourceVersion));
});

test('goes on from a resourceVersion without a gap or a repetition', async () => {
  const { path, create, label } = await namespace();
  await create('a');
  const { metadata } = (await api.call(path)).body;
  await create('b');
  const { metadata: later } = await label('a', { x: 'y' });
  const watch = api.watch(`${path}?watch=1&resourceVersion=${metadata.resourceVersion}`);
  await watch.until(({ length }) => length >= 2);
  await create('c');
  expect(shape(await watch.until(({ length }) => length >= 3))).toEqual([
    ['ADDED', 'b'],
    ['MODIFIED', 'a'],
    ['ADDED', 'c'],
  ]);
  const resumed = api.watch(`${path}?watch=1&resourceVersion=${later.resourceVersion}`);
  expect(shape(await resumed.until(({ length }) => length >= 1))).toEqual([['ADDED', 'c']]);
  watch.stop();
  resumed.stop();
});

test('translates changes for selectors', async () => {
  const { path, create, label, remove } = await namespace();
  await create('in', { app: 'x' });
  await create('out');
  const watch = api.watch(`${path}?watch=1&labelSelector=app%3Dx`);
  await watch.until(({ length }) => length === 1);
  await label('out', { app: 'x' });
  await label('in', { more: '1' });
  const left = await label('in', { app: 'z' });
  await label('in', { app: 'w' });
  await remove('out');
  const events = await watch.until(({ length }) => length === 5);
  watch.stop();
  expect(shape(events)).toEqual([
    ['ADDED', 'in'],
    ['ADDED', 'out'],
    ['MODIFIED', 'in'],
    ['DELETED', 'in'],
    ['DELETED', 'out'],
  ]);
  expect(events[3].object.metadata).toMatchObject({
    labels: { app: 'x' },
    resourceVersion: left.metadata.resourceVersion,
  });
});

test('watches one object by field selector', async () => {
  const { path, create } = await namespace();
  await create('a');
  const watch = api.watch(`${path}?watch=1&fieldSelector=metadata.name%3Db`);
  await create('b');
  expect(shape(await watch.until(({ length }) => length === 1))).toEqual([['ADDED', 'b']]);
  watch.stop();
});

test('watches over the paths of before, all objects or the one that they name', async () => {
  const { path, create } = await namespace();
  const old = path.replace('/api/v1/', '/api/v1/watch/');
  const [all, one] = [api.watch(`${old}?watch=false`), api.watch(`${old}/b`)];
  await create('a');
  await create('b');
  expect(shape(await all.until(({ length }) => length === 2))).toEqual([
    ['ADDED', 'a'],
    ['ADDED', 'b'],
  ]);
  expect(shape(await one.until(({ length }) => length === 1))).toEqual([['ADDED', 'b']]);
  all.stop();
  one.stop();
  const ofNamespace = api.watch('/api/v1/watch/namespaces/default');
  expect(shape(await ofNamespace.until(({ length }) => length === 1))).toEqual([['ADDED', 'default']]);
  ofNamespace.stop();
});

test.each([
  ['GET', 'namespaces/default/configmaps/a?fieldSelector=metadata.name%3Db', 400],
  ['GET', 'namespaces/default/configmaps?limit=abc', 400],
  ['GET', 'namespaces/default/configmaps/a/status', 404],
  ['GET', 'configmaps/a', 404],
  ['GET', 'nothings', 404],
  ['GET', 'tokenreviews', 404],
  ['POST', 'namespaces/default/configmaps', 405],
  ['DELETE', 'namespaces/default/configmaps', 405],
])('%s of the old path %s is refused with %d', async (method, path, code) => {
  expect((await api.call(`/api/v1/watch/${path}`, { method })).code).toBe(code);
});

test('streams a list and marks its end (sendInitialEvents)', async () => {
  const { path, create } = await namespace();
  await create('a');
  await create('b');
  const watch = api.watch(
    `${path}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
  );
  const events = await watch.until(({ length }) => length === 3);
  watch.stop();
  expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
  expect(events[2].object).toMatchObject({
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { resourceVersion: expect.stringMatching(/^\d+$/), annotations: { 'k8s.io/initial-events-end': 'true' } },
  });
  const refused = await api.call(`${path}?watch=1&sendInitialEvents=true`);
  expect(refused.body.message).toContain('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
});

test('sends tables whose columns are named once', async () => {
  const { path, create } = await namespace();
  await create('a');
  await create('b');
  const watch = api.watch(`${path}?watch=1`, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
  const events = await watch.until(({ length }) => length === 2);
  watch.stop();
  expect(events.map(({ object }) => [object.kind, object.columnDefinitions?.length, object.rows[0].cells[0]])).toEqual([
    ['Table', 3, 'a'],
    ['Table', undefined, 'b'],
  ]);
});

test('says when the resourceVersion is too old', async () => {
  const watch = api.watch('/api/v1/configmaps?watch=1&resourceVersion=1');
  const [event] = await watch.until(({ length }) => length === 1);
  expect(event).toMatchObject({
    type: 'ERROR',
    object: {
      kind: 'Status',
      code: 410,
      reason: 'Expired',
      message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/),
    },
  });
  await watch.ended;
});

test('ends after timeoutSeconds', async () => {
  const begun = Date.now();
  await api.watch('/api/v1/configmaps?watch=1&timeoutSeconds=1').ended;
  // Without it, a watch lasts half an hour at least.
  expect(Date.now() - begun).toBeLessThan(20_000);
});

test('reads its own writes, through another apiserver as well', async () => {
  const other = await cluster.start();
  const { path, create } = await namespace();
  for (let index = 0; index < 20; index++) {
    await create(`own-${index}`);
    const [here, there] = await Promise.all([api.call(`${path}/own-${index}`), other.call(path)]);
    expect([here.code, there.body.items.length]).toEqual([200, index + 1]);
  }
  await other.stop();
});

test('delivers every event to every one of many watchers, in order', async () => {
  const { path, create, label } = await namespace();
  const watches = Array.from({ length: 20 }, () => api.watch(`${path}?watch=1`));
  await create('a');
  for (let index = 0; index < 50; index++) await label('a', { n: `${index}` });
  for (const watch of watches) {
    const events = await watch.until(({ length }) => length === 51);
    expect(events.slice(1).map(({ object }) => object.metadata.labels.n)).toEqual(
      Array.from({ length: 50 }, (_, index) => `${index}`),
    );
    watch.stop();
  }
});

test('forgets a watcher that has gone, however it went', async () => {
  const { path } = await namespace();
  const watchers = async () =>
    Number(
      /^apiserver_watchers\{group="",resource="configmaps"\} (\d+)$/m.exec((await api.call('/metrics')).text)?.[1],
    );
  const before = await watchers();
  const { keyFile, certificateFile } = cluster.admin;
  const session = connect(api.url, {
    ca: cluster.ca.certificatePem,
    key: readFileSync(keyFile),
    cert: readFileSync(certificateFile),
  });
  const open = () =>
    new Promise<ReturnType<typeof session.request>>((resolve) => {
      const stream = session.request({ ':path': `${path}?watch=1` });
      stream.on('error', () => undefined);
      stream.once('response', () => resolve(stream));
    });
  const [cancelled] = [await open(), await open()];
  const overHttp1 = api.watch(`${path}?watch=1`);
  await api.call(path, { method: 'POST', body: { metadata: { name: 'a' } } });
  await overHttp1.until(({ length }) => length === 1);
  expect(await watchers()).toBe(before + 3);
  cancelled.close(8);
  overHttp1.stop();
  session.destroy();
  for (let attempt = 0; attempt < 50 && (await watchers()) > before; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await watchers()).toBe(before);
});

describe('over a WebSocket', () => {
  /** Messages as they come; Java's fabric8 watches this way. */
  async function open(
    path: string,
    { protocols = [] as string[], headers = {}, origin = api.url, byToken = false } = {},
  ) {
    const { certificateFile, keyFile } = cluster.admin;
    const socket = new WebSocket(api.url.replace('https', 'wss') + path, protocols, {
      ca: cluster.ca.certificatePem,
      ...(byToken ? {} : { cert: readFileSync(certificateFile), key: readFileSync(keyFile) }),
      headers,
      ...(origin ? { origin } : {}),
    });
    const messages: { text: string; bytes: Buffer; isBinary: boolean }[] = [];
    socket.on('message', (data, isBinary) => messages.push({ text: data.toString(), bytes: data as Buffer, isBinary }));
    const refused = new Promise<any>((resolve) =>
      socket.once('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve({ code: response.statusCode, ...(body ? { status: JSON.parse(body) } : {}) }));
      }),
    );
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await Promise.race([new Promise((resolve) => socket.once('open', resolve)), refused]);
    return { socket, messages, refused, closed };
  }

  test('sends each event as a text message, as it does a line', async () => {
    const { path, create, remove } = await namespace();
    await create('a');
    const lines = api.watch(`${path}?watch=true`);
    const { socket, messages, closed } = await open(`${path}?watch=true&timeoutSeconds=2`);
    await create('b');
    await remove('a');
    const events = await lines.until(({ length }) => length === 3);
    lines.stop();
    expect(await closed).toBe(1000);
    expect(messages.map(({ text }) => JSON.parse(text))).toEqual(events);
    expect(messages.every(({ text, isBinary }) => text.endsWith('}\n') && !isBinary)).toBe(true);
    expect(socket.protocol).toBe('');
  });

  test.each([
    ['configmaps?watch=true&resourceVersion=abc', 400],
    ['configmaps?watch=true&fieldSelector=data=x', 400],
    ['nothings?watch=true', 404],
  ])('%s is refused with %d', async (resource, code) => {
    const { refused } = await open(`/api/v1/namespaces/default/${resource}`);
    expect(await refused).toMatchObject({ code, status: { kind: 'Status', code } });
  });

  test('a list is no watch, and is answered as one that asks for no WebSocket', async () => {
    const { refused } = await open('/api/v1/namespaces/default/configmaps');
    expect(await refused).toMatchObject({ code: 200, status: { kind: 'ConfigMapList' } });
  });

  test('sends bytes where protobuf is asked for, without the length that a stream of them has', async () => {
    const { path, create } = await namespace();
    const headers = { accept: 'application/vnd.kubernetes.protobuf' };
    const { messages } = await open(`${path}?watch=true&timeoutSeconds=5`, { headers });
    await create('a');
    while (messages.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const [{ bytes, isBinary }] = messages as [(typeof messages)[0]];
    // Field 1 of the event: ADDED, then field 2: the object.
    expect([isBinary, bytes.subarray(0, 8).toString('latin1')]).toEqual([true, '\n\x05ADDED\x12']);
  });

  test('agrees to the one protocol that is offered, whatever it is called; not to one of several, and not without an origin', async () => {
    const { path } = await namespace();
    const watch = `${path}?watch=true&timeoutSeconds=5`;
    const one = await open(watch, { protocols: ['whatever'] });
    expect(one.socket.protocol).toBe('whatever');
    one.socket.terminate();
    expect(await (await open(watch, { protocols: ['a', 'b'] })).refused).toEqual({ code: 400 });
    expect(await (await open(watch, { origin: '' })).refused).toEqual({ code: 403 });
  });

  test('takes a token that is among the protocols, and does not hand it back', async () => {
    const { path } = await namespace();
    await api.call('/api/v1/namespaces/default/serviceaccounts', {
      method: 'POST',
      body: { metadata: { name: 'watcher' } },
    });
    const request = { method: 'POST', body: { spec: {} } };
    const { body } = await api.call('/api/v1/namespaces/default/serviceaccounts/watcher/token', request);
    const binding = {
      metadata: { name: 'watcher' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'watcher', namespace: 'default' }],
    };
    await api.call('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', { method: 'POST', body: binding });
    const offering = (token: string) =>
      `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}`;
    const as = (...protocols: string[]) => open(`${path}?watch=true&timeoutSeconds=5`, { byToken: true, protocols });
    const { socket } = await as(offering(body.status.token), 'mine');
    expect(socket.protocol).toBe('mine');
    socket.terminate();
    expect(await (await as(offering('none'), 'mine')).refused).toMatchObject({ code: 401 });
    expect(await (await as(offering(body.status.token))).refused).toMatchObject({ code: 401 });
  });

  test('outlives what a client sends, and ends one that sends too much', async () => {
    const { path, create } = await namespace();
    const { socket, messages, closed } = await open(`${path}?watch=true`);
    socket.send('hello');
    await create('a');
    while (messages.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    socket.send('x'.repeat(100_000));
    expect(await closed).toBe(1009);
  });
});

test('a list does not go on from before what the store has forgotten, though nothing has changed since', async () => {
  const compacting = await cluster.start({ 'etcd-compaction-interval': '1s' });
  const path = '/api/v1/namespaces/default/podtemplates';
  const template = { spec: { containers: [{ name: 'c', image: 'i' }] } };
  for (const name of ['a', 'b', 'c'])
    await compacting.call(path, { method: 'POST', body: { metadata: { name }, template } });
  const page = (token: string) => compacting.call(`${path}?limit=1&continue=${token}`);
  const { body: first } = await compacting.call(`${path}?limit=1`);
  // History of the time before is kept: something has to happen after the page.
  await compacting.call('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: 'later' } } });
  let second = await page(first.metadata.continue);
  for (; second.code === 200; second = await page(first.metadata.continue)) await sleep(100);
  expect([second.code, second.body.reason]).toEqual([410, 'Expired']);
  const rest = await page(second.body.metadata.continue);
  expect(rest.body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual(['b']);
});
