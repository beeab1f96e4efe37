import { BinaryReader } from '@bufbuild/protobuf/wire';
import { decodeKubernetesProtobuf } from '@kubets/apimachinery';
import { createEtcdStore, objectKeyOf } from '@kubets/store';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(30_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
/** What typed Go clients ask for. */
const GO_CLIENT = { accept: `${PROTOBUF},application/json` };
const METADATA_ONLY = (kind: string) => ({ accept: `${PROTOBUF};as=${kind};g=meta.k8s.io;v=v1` });
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, data: object = { key: 'value' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const read = (bytes: Buffer) => decodeKubernetesProtobuf(bytes) as any;

async function inProtobuf(path: string, headers: Record<string, string> = GO_CLIENT): Promise<any> {
  const answer = await api.call(path, { headers });
  expect(answer.headers['content-type']).toBe(PROTOBUF);
  expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
  return read(answer.bytes);
}

beforeAll(async () => {
  for (const name of ['one', 'two']) await api.call(CONFIG_MAPS, { method: 'POST', body: configMap(name) });
});

test('an object says what its JSON says', async () => {
  const { body } = await api.call(`${CONFIG_MAPS}/one`);
  expect(await inProtobuf(`${CONFIG_MAPS}/one`)).toEqual(body);
});

test('so does what was created', async () => {
  const answer = await api.call(CONFIG_MAPS, { method: 'POST', body: configMap('created'), headers: GO_CLIENT });
  expect([answer.code, read(answer.bytes).metadata.name]).toEqual([201, 'created']);
});

test.each(['/api/v1/namespaces', '/api/v1/services', '/apis/rbac.authorization.k8s.io/v1/clusterroles', CONFIG_MAPS])(
  'the list %s says what its JSON says',
  async (path) => {
    const { body } = await api.call(path);
    const list = await inProtobuf(path);
    expect({ ...list, metadata: {} }).toEqual({
      ...body,
      metadata: {},
      items: body.items.map(({ apiVersion: _v, kind: _k, ...item }: any) => withEmptyStructs(item, list.kind)),
    });
  },
);

/** Structs that are there without content; protobuf has no null. */
function withEmptyStructs(item: any, kind: string): unknown {
  const said = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
  return kind === 'ServiceList' ? { ...said, status: { loadBalancer: {} } } : said;
}

test('metadata alone', async () => {
  const object = await inProtobuf(`${CONFIG_MAPS}/one`, METADATA_ONLY('PartialObjectMetadata'));
  expect(object).toMatchObject({
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { name: 'one' },
  });
  const list = await inProtobuf(CONFIG_MAPS, METADATA_ONLY('PartialObjectMetadataList'));
  expect(list.kind).toBe('PartialObjectMetadataList');
  expect(list.items.map(({ metadata }: any) => metadata.name)).toEqual(expect.arrayContaining(['one', 'two']));
});

test('errors and what is deleted are a Status', async () => {
  const missing = await api.call(`${CONFIG_MAPS}/nope`, { headers: GO_CLIENT });
  expect(missing.code).toBe(404);
  expect(read(missing.bytes)).toMatchObject({
    kind: 'Status',
    status: 'Failure',
    message: 'configmaps "nope" not found',
    reason: 'NotFound',
    details: { name: 'nope', kind: 'configmaps' },
    code: 404,
  });
  await api.call(CONFIG_MAPS, { method: 'POST', body: configMap('gone') });
  const deleted = await api.call(`${CONFIG_MAPS}/gone`, { method: 'DELETE', headers: GO_CLIENT });
  expect(read(deleted.bytes)).toMatchObject({ kind: 'Status', status: 'Success' });
});

test('what is answered and not stored', async () => {
  const answer = await api.call('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    method: 'POST',
    headers: GO_CLIENT,
    body: { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
  });
  expect(read(answer.bytes)).toMatchObject({ kind: 'SelfSubjectAccessReview', status: { allowed: true } });
});

/** An event of a watch: its type, and its object in an envelope. */
function eventOf(frame: Buffer): { type: string; object: any } {
  const event = { type: '', object: undefined as any };
  const reader = new BinaryReader(frame);
  while (reader.pos < reader.len) {
    const [number] = reader.tag();
    if (number === 1) event.type = reader.string();
    else {
      const raw = new BinaryReader(reader.bytes());
      raw.tag();
      event.object = read(Buffer.from(raw.bytes()));
    }
  }
  return event;
}

/** The first `count` events of a watch. */
function firstEvents(
  path: string,
  count: number,
  onOpen: () => Promise<unknown> = async () => undefined,
): Promise<any[]> {
  return new Promise((resolve, reject) => {
    const request = api.open(path, { headers: { accept: `${PROTOBUF};stream=watch,application/json` } });
    request.once('error', reject);
    request.once('response', (response) => {
      expect(response.headers['content-type']).toBe(`${PROTOBUF};stream=watch`);
      const events: any[] = [];
      let rest = Buffer.alloc(0);
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
          const end = 4 + rest.readUInt32BE(0);
          events.push(eventOf(rest.subarray(4, end)));
          rest = rest.subarray(end);
        }
        if (events.length < count) return;
        request.destroy();
        resolve(events);
      });
      onOpen().catch(reject);
    });
  });
}

test('a watch sends what is there, every change, and bookmarks', async () => {
  const path = '/api/v1/namespaces/kube-system/configmaps';
  await api.call(path, { method: 'POST', body: configMap('a') });
  const query = 'watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
  const events = await firstEvents(`${path}?${query}&fieldSelector=metadata.name=a`, 4, async () => {
    await api.call(`${path}/a`, {
      method: 'PATCH',
      body: { data: { key: 'other' } },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    await api.call(`${path}/a`, { method: 'DELETE' });
  });
  expect(events.map(({ type, object }) => [type, object.kind, object.data?.key])).toEqual([
    ['ADDED', 'ConfigMap', 'value'],
    ['BOOKMARK', 'ConfigMap', undefined],
    ['MODIFIED', 'ConfigMap', 'other'],
    ['DELETED', 'ConfigMap', 'other'],
  ]);
  expect(events[1].object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
});

test('a watch from too long ago ends with a Status', async () => {
  const [event] = await firstEvents(`${CONFIG_MAPS}?watch=1&resourceVersion=1`, 1);
  expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
});

test('an object that cannot be written costs a list nothing but itself', async () => {
  const bad = { ...configMap('bad', { key: 5 }), metadata: { name: 'bad', namespace: 'default', uid: 'u' } };
  const store = createEtcdStore({ servers: [cluster.etcd.url] });
  const key = objectKeyOf({ group: '', plural: 'configmaps', namespace: 'default', name: 'bad' });
  await store.commit({ expect: [], puts: [{ key, value: Buffer.from(JSON.stringify(bad)) }], deletes: [] });
  store.close();
  for (let code = 404; code === 404;) ({ code } = await api.call(`${CONFIG_MAPS}/bad`));
  const names = (await inProtobuf(CONFIG_MAPS)).items.map(({ metadata }: any) => metadata.name);
  expect(names).toContain('one');
  expect(names).not.toContain('bad');
  expect((await api.call(`${CONFIG_MAPS}/bad`, { headers: GO_CLIENT })).code).toBe(500);
});
