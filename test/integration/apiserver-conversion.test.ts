import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startWebhookServer, type WebhookServer } from './webhook-server';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let webhook: WebhookServer;
beforeAll(async () => {
  cluster = await startTestCluster();
  [api, webhook] = await Promise.all([cluster.start(), startWebhookServer(cluster)]);
  webhook.answer('/convert', ({ objects, desiredAPIVersion }) => ({
    result: { status: 'Success' },
    convertedObjects: objects.map((object: any) => inVersion(object, desiredAPIVersion)),
  }));
  expect((await post(DEFINITIONS, definition('v1'))).code).toBe(201);
});
afterAll(async () => {
  webhook.stop();
  await cluster.stop();
});

/** v1 has one text, v2 its two halves. */
function inVersion({ hostPort, host, port, ...rest }: any, apiVersion: string): object {
  if (apiVersion === 'example.com/v1') return { ...rest, apiVersion, hostPort: `${host}:${port}` };
  const [left, right] = hostPort.split(':');
  return { ...rest, apiVersion, host: left, port: right };
}

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const pathOf = (version: string) => `/apis/example.com/${version}/namespaces/default/doors`;
const post = (path: string, body: unknown) => api.call(path, { method: 'POST', body });
const texts = (...names: string[]) => ({
  openAPIV3Schema: {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string', maxLength: 20 }])),
  },
});
const versions = (storage: string) => [
  { name: 'v1', served: true, storage: storage === 'v1', schema: texts('hostPort') },
  {
    name: 'v2',
    served: true,
    storage: storage === 'v2',
    schema: texts('host', 'port'),
    selectableFields: [{ jsonPath: '.port' }],
  },
];
const definition = (storage: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'doors.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'doors', kind: 'Door' },
    versions: versions(storage),
    conversion: {
      strategy: 'Webhook',
      webhook: {
        clientConfig: { url: `https://localhost:${webhook.port}/convert`, caBundle: webhook.caBundle },
        conversionReviewVersions: ['v1'],
      },
    },
  },
});
const door = (version: string, name: string, more: object) => ({
  apiVersion: `example.com/${version}`,
  kind: 'Door',
  metadata: { name },
  ...more,
});
const reviews = () => webhook.asked.splice(0).map(({ request }) => request);

test('an object is written in one version and read in both', async () => {
  const created = await post(pathOf('v2'), door('v2', 'a', { host: 'left', port: '1' }));
  expect(created).toMatchObject({ code: 201, body: { apiVersion: 'example.com/v2', host: 'left', port: '1' } });
  expect((await api.call(`${pathOf('v1')}/a`)).body).toMatchObject({
    apiVersion: 'example.com/v1',
    hostPort: 'left:1',
  });
  const refused = await post(pathOf('v2'), door('v2', 'b', { host: 'x'.repeat(30), port: '1' }));
  expect(refused.body.message).toContain('host: Too long');
});

test('it is changed in both, by PUT, patch and apply, and who has set what is told', async () => {
  const { body } = await api.call(`${pathOf('v2')}/a`);
  expect((await api.call(`${pathOf('v2')}/a`, { method: 'PUT', body: { ...body, port: '2' } })).body.port).toBe('2');
  const merge = { 'content-type': 'application/merge-patch+json' };
  const patch = { method: 'PATCH', headers: merge, body: { hostPort: 'left:3' } };
  expect((await api.call(`${pathOf('v1')}/a`, patch)).body.hostPort).toBe('left:3');
  const headers = { 'content-type': 'application/apply-patch+yaml' };
  const applied = { method: 'PATCH', headers, body: door('v2', 'a', { port: '4' }) };
  const { code, body: after } = await api.call(`${pathOf('v2')}/a?fieldManager=me&force=true`, applied);
  expect({ code, host: after.host, port: after.port }).toEqual({ code: 200, host: 'left', port: '4' });
  expect(after.metadata.managedFields.find(({ manager }: any) => manager === 'me').fieldsV1).toEqual({ 'f:port': {} });
});

test('a list is converted at once, selected in the version of the request, and watched in it', async () => {
  await post(pathOf('v1'), door('v1', 'c', { hostPort: 'right:5' }));
  await post(pathOf('v1'), door('v1', 'd', { hostPort: 'right:6' }));
  reviews();
  const { items } = (await api.call(pathOf('v2'))).body;
  expect(items.map(({ port }: any) => port)).toEqual(['4', '5', '6']);
  const [review, ...others] = reviews();
  expect({ others: others.length, desired: review.desiredAPIVersion }).toEqual({
    others: 0,
    desired: 'example.com/v2',
  });
  expect(review.objects.length).toBeGreaterThan(1);
  const selected = (await api.call(`${pathOf('v2')}?fieldSelector=port%3D6`)).body.items;
  expect(selected.map(({ metadata }: any) => metadata.name)).toEqual(['d']);
  const watch = api.watch(`${pathOf('v2')}?watch=true&fieldSelector=port%3D6`);
  await watch.until((events) => events.length === 1);
  await post(pathOf('v1'), door('v1', 'e', { hostPort: 'right:6' }));
  await watch.until((events) => events.length === 2);
  await api.call(`${pathOf('v1')}/e`, { method: 'DELETE' });
  const events = await watch.until(({ length }) => length === 3);
  expect(events.map(({ type, object }) => [type, object.metadata.name, object.apiVersion])).toEqual([
    ['ADDED', 'd', 'example.com/v2'],
    ['ADDED', 'e', 'example.com/v2'],
    ['DELETED', 'e', 'example.com/v2'],
  ]);
  watch.stop();
});

test('a webhook is asked once for the store, and once for all who want the object', async () => {
  await post(pathOf('v1'), door('v1', 'watched', { hostPort: 'left:1' }));
  const watches = [1, 2, 3].map(() => api.watch(`${pathOf('v2')}?watch=true`));
  for (const watch of watches) await watch.until(({ length }) => length > 0);
  const asking = async (write: () => Promise<{ code: number; body: any }>) => {
    reviews();
    const { code, body } = await write();
    expect(code).toBeLessThan(300);
    const { resourceVersion, name } = body.metadata;
    for (const watch of watches)
      await watch.until((events) => events.some(({ object }) => object.metadata?.resourceVersion === resourceVersion));
    expect((await api.call(`${pathOf('v2')}/${name}`)).body.metadata.resourceVersion).toBe(resourceVersion);
    return reviews().map(({ desiredAPIVersion }: any) => desiredAPIVersion);
  };
  const both = ['example.com/v1', 'example.com/v2'];
  expect(await asking(() => post(pathOf('v2'), door('v2', 'once', { host: 'left', port: '1' })))).toEqual(both);
  const headers = { 'content-type': 'application/merge-patch+json' };
  const patch = { method: 'PATCH', headers, body: { port: '2' } };
  expect(await asking(() => api.call(`${pathOf('v2')}/once`, patch))).toEqual(both);
  expect(await asking(() => api.call(`${pathOf('v2')}/once?dryRun=All`, { ...patch, body: {} }))).toEqual([]);
  for (const name of ['once', 'watched']) await api.call(`${pathOf('v2')}/${name}`, { method: 'DELETE' });
  for (const watch of watches) watch.stop();
});

test('objects of several stored versions are listed together', async () => {
  const found = (await api.call(`${DEFINITIONS}/doors.example.com`)).body;
  const body = { ...found, spec: { ...found.spec, versions: versions('v2') } };
  expect((await api.call(`${DEFINITIONS}/doors.example.com`, { method: 'PUT', body })).code).toBe(200);
  await post(pathOf('v1'), door('v1', 'f', { hostPort: 'new:7' }));
  for (const version of ['v1', 'v2']) {
    const { items } = (await api.call(pathOf(version))).body;
    const field = version === 'v1' ? 'hostPort' : 'port';
    expect(items.map(({ metadata, [field]: text }: any) => [metadata.name, typeof text])).toEqual(
      ['a', 'c', 'd', 'f'].map((name) => [name, 'string']),
    );
  }
});

test('what a webhook refuses or gets wrong is told', async () => {
  const failing = (answer: object) => {
    webhook.answer('/convert', () => answer);
    return post(`${pathOf('v1')}?dryRun=All`, door('v1', 'g', { hostPort: 'x:1' }));
  };
  const refused = await failing({ result: { status: 'Failure', message: 'cannot' } });
  expect(refused).toMatchObject({
    code: 500,
    body: { message: 'conversion webhook for example.com/v1, Kind=Door failed: cannot' },
  });
  const lacking = await failing({ result: { status: 'Success' }, convertedObjects: [] });
  expect(lacking.body.message).toBe('conversion webhook for example.com/v1, Kind=Door returned 0 objects, expected 1');
});

describe('while the webhook', () => {
  const right: Parameters<WebhookServer['answer']>[1] = ({ objects, desiredAPIVersion }) => ({
    result: { status: 'Success' },
    convertedObjects: objects.map((object: any) => inVersion(object, desiredAPIVersion)),
  });
  const MAPS = '/api/v1/namespaces/default/configmaps';
  let made = 0;

  /** Others write, read and see what is written; who needs no conversion of this kind is one of them. */
  async function othersGoOn(): Promise<void> {
    const name = `other-${made++}`;
    const watch = api.watch(`${MAPS}?watch=1&resourceVersion=0`);
    const begun = performance.now();
    expect((await post(MAPS, { metadata: { name } })).code).toBe(201);
    expect((await api.call(`${MAPS}/${name}`)).code).toBe(200);
    await watch.until((events) => events.some(({ object }) => object.metadata.name === name));
    watch.stop();
    expect((await api.call(`${pathOf('v1')}?limit=1`)).code).toBe(200);
    expect(performance.now() - begun).toBeLessThan(5000);
  }

  beforeAll(async () => {
    webhook.answer('/convert', right);
    const kinds = await api.call(`${DEFINITIONS}/doors.example.com`);
    const body = { ...kinds.body, spec: { ...kinds.body.spec, versions: versions('v1') } };
    expect((await api.call(`${DEFINITIONS}/doors.example.com`, { method: 'PUT', body })).code).toBe(200);
    for (let index = 0; index < 5; index++)
      expect((await post(pathOf('v1'), door('v1', `hostile-${index}`, { hostPort: 'a:1' }))).code).toBe(201);
  });
  afterEach(async () => {
    webhook.answer('/convert', right);
    expect((await api.call(pathOf('v2'))).code).toBe(200);
  });

  test('does not answer, others go on, and it is asked again', async () => {
    const letGo: (() => void)[] = [];
    webhook.answer('/convert', (request) => new Promise((resolve) => letGo.push(() => resolve(right(request)))));
    const waiting = Array.from({ length: 60 }, (_, index) =>
      api.call(`${pathOf('v2')}${index % 2 ? '' : `/hostile-${index % 5}`}?timeout=10s`),
    );
    await othersGoOn();
    await othersGoOn();
    webhook.answer('/convert', right);
    for (const go of letGo.splice(0)) go();
    const codes = new Set((await Promise.all(waiting)).map(({ code }) => code));
    expect([...codes].filter((code) => ![200, 429, 504].includes(code))).toEqual([]);
  });

  test.each<[string, (request: any) => any]>([
    ['answers with 20 MB', () => ({ result: { status: 'Success' }, convertedObjects: ['x'.repeat(20_000_000)] })],
    [
      'answers with a million objects',
      () => ({ result: { status: 'Success' }, convertedObjects: Array.from({ length: 1_000_000 }, () => 1) }),
    ],
    [
      'answers with values a thousand deep',
      ({ objects }) => ({
        result: { status: 'Success' },
        convertedObjects: objects.map(() => JSON.parse(`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`)),
      }),
    ],
    ['answers with nothing', () => ({ result: { status: 'Success' }, convertedObjects: [] })],
    ['answers without a result', () => ({})],
    [
      'answers with objects of another name',
      ({ objects, desiredAPIVersion }) => ({
        result: { status: 'Success' },
        convertedObjects: objects.map((object: any) => ({
          ...inVersion(object, desiredAPIVersion),
          metadata: { ...object.metadata, name: 'other', uid: 'other' },
        })),
      }),
    ],
  ])('%s, that is told, and others go on', async (_, behaviour) => {
    webhook.answer('/convert', behaviour);
    await post(pathOf('v1'), door('v1', `told-${made++}`, { hostPort: 'b:2' }));
    const [answer] = await Promise.all([api.call(`${pathOf('v2')}`), othersGoOn()]);
    expect(answer).toMatchObject({ code: 500, body: { kind: 'Status' } });
    expect(answer.body.message.length).toBeLessThan(10_000);
  });
});
