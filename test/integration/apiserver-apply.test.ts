import { startTestCluster, type HttpAnswer, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const CORE = '/api/v1/namespaces/default';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

function apply(path: string, body: unknown, { manager = 'a', force = false, query = '' } = {}): Promise<HttpAnswer> {
  return api.call(`${path}?fieldManager=${manager}${force ? '&force=true' : ''}${query}`, {
    method: 'PATCH',
    body,
    headers: { 'content-type': 'application/apply-patch+yaml' },
  });
}

const patch = (path: string, type: string, body: unknown) =>
  api.call(`${path}?fieldManager=other`, {
    method: 'PATCH',
    body,
    headers: { 'content-type': `application/${type}-patch+json` },
  });

const configMap = (name: string, more: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
});
const template = (name: string, env: [string, string][]) => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: { name },
  template: {
    spec: { containers: [{ name: 'c', image: 'i', env: env.map(([key, value]) => ({ name: key, value })) }] },
  },
});

describe('what is explicitly empty or zero', () => {
  test('is owned, conflicts with who has changed it since, and wins with force', async () => {
    const path = `${DEPLOYMENTS}/empties`;
    const config = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'empties' },
      spec: {
        paused: false,
        minReadySeconds: 0,
        selector: { matchLabels: { a: 'b' } },
        template: {
          metadata: { labels: { a: 'b' } },
          spec: {
            hostNetwork: false,
            tolerations: [],
            containers: [{ name: 'c', image: 'i', stdin: false, args: [], env: [{ name: 'A', value: '' }] }],
          },
        },
      },
    };
    expect((await apply(path, config)).code).toBe(201);
    const changed = await patch(path, 'strategic-merge', {
      spec: {
        paused: true,
        template: {
          spec: {
            hostNetwork: true,
            tolerations: [{ operator: 'Exists' }],
            containers: [{ name: 'c', args: ['--debug'], stdin: true }],
          },
        },
      },
    });
    expect(changed.code).toBe(200);
    const conflict = await apply(path, config);
    expect([conflict.code, conflict.body.message]).toEqual([
      409,
      [
        'Apply failed with 5 conflicts: conflicts with "other" using apps/v1:',
        '- .spec.paused',
        '- .spec.template.spec.hostNetwork',
        '- .spec.template.spec.tolerations',
        '- .spec.template.spec.containers[name="c"].args',
        '- .spec.template.spec.containers[name="c"].stdin',
      ].join('\n'),
    ]);
    const { spec, metadata } = (await apply(path, config, { force: true })).body;
    const pod = spec.template.spec;
    const [container] = pod.containers;
    expect([spec.paused, pod.hostNetwork, pod.tolerations, container.args, container.stdin]).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
    expect(metadata.managedFields[0].fieldsV1['f:spec']).toMatchObject({
      'f:paused': {},
      'f:minReadySeconds': {},
      'f:template': { 'f:spec': { 'f:hostNetwork': {}, 'f:tolerations': {} } },
    });
    expect(metadata.managedFields.map(({ manager }: { manager: string }) => manager)).toEqual(['a']);
  });

  test('of a Service wins with force', async () => {
    const path = `${CORE}/services/empties`;
    const config = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'empties' },
      spec: { publishNotReadyAddresses: false, selector: {}, externalIPs: [], ports: [{ port: 80 }] },
    };
    expect((await apply(path, config)).code).toBe(201);
    const spec = { publishNotReadyAddresses: true, selector: { a: 'b' }, externalIPs: ['192.0.2.7'] };
    expect((await patch(path, 'merge', { spec })).body.spec).toMatchObject(spec);
    expect((await apply(path, config)).body.details.causes.map(({ field }: { field: string }) => field)).toEqual([
      '.spec.externalIPs',
      '.spec.publishNotReadyAddresses',
      '.spec.selector',
    ]);
    const forced = (await apply(path, config, { force: true })).body.spec;
    expect([forced.publishNotReadyAddresses, forced.selector, forced.externalIPs]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('nulls take fields from others, too', async () => {
    const path = `${CORE}/configmaps/nulls`;
    expect((await apply(path, configMap('nulls', { data: { a: '1' } }), { manager: 'other' })).code).toBe(201);
    const config = configMap('nulls', { data: { a: null } });
    expect((await apply(path, config)).body.message).toBe(
      'Apply failed with 1 conflict: conflict with "other": .data.a',
    );
    expect((await apply(path, config, { force: true })).body.data).toEqual({ a: '' });
  });
});

test('variables that are there twice are warned of, and are one field to an apply', async () => {
  const path = `${CORE}/podtemplates/doubled`;
  const created = await api.call(`${CORE}/podtemplates?fieldManager=other`, {
    method: 'POST',
    body: template('doubled', [
      ['A', '1'],
      ['B', '2'],
      ['A', '1'],
    ]),
  });
  expect([created.code, created.headers['warning']]).toEqual([
    201,
    '299 - "template.spec.containers[0].env[2]: hides previous definition of \\"A\\", which may be dropped when using apply"',
  ]);
  const config = template('doubled', [
    ['A', '3'],
    ['B', '2'],
  ]);
  const conflict = await apply(path, config);
  expect(conflict.code).toBe(409);
  expect(conflict.body.message).toContain('.template.spec.containers[name="c"].env[name="A"]');
  expect((await apply(path, config, { force: true })).body.template.spec.containers[0].env).toEqual([
    { name: 'A', value: '3' },
    { name: 'B', value: '2' },
  ]);
});

test('who applies the same again writes nothing', async () => {
  const path = `${CORE}/podtemplates/again`;
  const config = template('again', [['A', '']]);
  const first = await apply(path, config);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const { metadata } = (await apply(path, config)).body;
  expect(metadata).toEqual(first.body.metadata);
});

describe('kubectl', () => {
  const manifest = (name: string, data: Record<string, string>) => JSON.stringify(configMap(name, { data }));
  const clientSide = (name: string, data: Record<string, string>) =>
    api.kubectl(['apply', '-f', '-'], { stdin: manifest(name, data) });
  const serverSide = (name: string, data: Record<string, string>, ...flags: string[]) =>
    api.kubectl(['apply', '--server-side', ...flags, '-f', '-'], { stdin: manifest(name, data) });
  const dataOf = async (name: string): Promise<unknown> => (await api.call(`${CORE}/configmaps/${name}`)).body.data;

  test('applies from the client what it applied to the server before: what is left out goes', async () => {
    await clientSide('sides', { a: '1' });
    await serverSide('sides', { a: '1', b: '2' });
    await clientSide('sides', { a: '1' });
    expect(await dataOf('sides')).toEqual({ a: '1' });
  });

  test('leaves what somebody else has put back', async () => {
    await clientSide('others', { a: '1', b: '2' });
    await serverSide('others', { a: '1' });
    await patch(`${CORE}/configmaps/others`, 'merge', { data: { b: '3' } });
    await clientSide('others', { a: '1' });
    expect(await dataOf('others')).toEqual({ a: '1', b: '3' });
  });

  test('takes over what it applied from the client', async () => {
    await clientSide('taken', { a: '1' });
    await serverSide('taken', { a: '2' });
    expect(await dataOf('taken')).toEqual({ a: '2' });
    await expect(serverSide('taken', { a: '3' }, '--field-manager=me')).rejects.toThrow('Apply failed with 1 conflict');
  });
});

test.each<[string, unknown, string]>([
  ['nothing', {}, 'invalid object type: /, Kind='],
  ['no kind', { apiVersion: 'v1' }, 'invalid object type: /v1, Kind='],
  ['no version', { kind: 'ConfigMap' }, 'invalid object type: /, Kind=ConfigMap'],
  ['another kind', { apiVersion: 'v1', kind: 'Secret' }, 'invalid object type: /v1, Kind=Secret'],
  ['another group', { apiVersion: 'apps/v1', kind: 'Deployment' }, 'invalid object type: apps/v1, Kind=Deployment'],
  ['a version that is none', { apiVersion: 5, kind: 'ConfigMap' }, 'invalid object type: /, Kind=ConfigMap'],
  [
    'a list item that is null',
    configMap('bad', { metadata: { name: 'bad', ownerReferences: [null] } }),
    'failed to create typed patch object (/bad; /v1, Kind=ConfigMap): .metadata.ownerReferences: element 0: associative list with keys may not have a null element',
  ],
  [
    'an unknown field',
    configMap('bad', { foo: 1 }),
    'failed to create typed patch object (/bad; /v1, Kind=ConfigMap): .foo: field not declared in schema',
  ],
])('%s is no apply', async (_what, body, message) => {
  for (const query of ['', '&fieldValidation=Strict'])
    expect((await apply(`${CORE}/configmaps/bad`, body, { query })).body).toMatchObject({ code: 400, message });
});

test('a uid is of what is there', async () => {
  const config = configMap('absent', { metadata: { name: 'absent', uid: 'u' } });
  expect((await apply(`${CORE}/configmaps/absent`, config)).body).toMatchObject({
    code: 409,
    message:
      'Operation cannot be fulfilled on configmaps "absent": uid mismatch: the provided object specified uid u, and no existing object was found',
  });
});

describe('a scale that is applied', () => {
  const path = `${DEPLOYMENTS}/scaled`;
  const scale = (spec: object, more: object = {}) => ({ apiVersion: 'autoscaling/v1', kind: 'Scale', spec, ...more });
  const ownersOf = async () =>
    (await api.call(path)).body.metadata.managedFields.map(
      ({ manager, operation, subresource, fieldsV1 }: any) =>
        `${manager} ${operation} ${subresource ?? ''} ${'f:replicas' in (fieldsV1['f:spec'] ?? {})}`,
    );

  test('is the field of the object, which has one owner', async () => {
    const labels = { a: 'b' };
    await api.call(`${DEPLOYMENTS}?fieldManager=maker`, {
      method: 'POST',
      body: {
        metadata: { name: 'scaled' },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
        },
      },
    });
    const refused = await apply(`${path}/scale`, scale({ replicas: 3 }), { manager: 'scaler' });
    expect([refused.code, refused.body.reason]).toEqual([409, 'Conflict']);
    expect(refused.body.message).toContain('conflict with "maker"');
    expect(refused.body.message).toContain('.spec.replicas');
    const forced = await apply(`${path}/scale`, scale({ replicas: 3 }), { manager: 'scaler', force: true });
    expect([forced.code, forced.body.kind, forced.body.spec]).toEqual([200, 'Scale', { replicas: 3 }]);
    expect(await ownersOf()).toEqual(['scaler Apply scale true', 'maker Update  false']);
    expect((await apply(`${path}/scale`, scale({ replicas: 4 }), { manager: 'scaler' })).body.spec.replicas).toBe(4);
    expect((await api.call(path)).body.spec.replicas).toBe(4);
  });

  test('says nothing of the object but its number, which who owned it may take away', async () => {
    const labelled = scale({ replicas: 4 }, { metadata: { labels: { c: 'd' } } });
    expect((await apply(`${path}/scale`, labelled, { manager: 'scaler' })).code).toBe(200);
    expect((await api.call(path)).body.metadata.labels).toBeUndefined();
    expect((await apply(`${path}/scale`, scale({}), { manager: 'scaler' })).code).toBe(200);
    expect((await api.call(path)).body.spec.replicas).toBe(0);
  });

  test.each(['PATCH', 'PUT'])('is of one object, whose uid it may name: %s', async (method) => {
    const body = scale({ replicas: 2 }, { metadata: { name: 'scaled', uid: 'other' } });
    const headers = { 'content-type': method === 'PUT' ? 'application/json' : 'application/apply-patch+yaml' };
    const { code, body: refused } = await api.call(`${path}/scale?fieldManager=scaler`, { method, body, headers });
    expect([code, refused.reason]).toEqual([409, 'Conflict']);
    expect(refused.message).toContain('Precondition failed: UID in precondition: other, UID in object meta: ');
  });

  test.each<[string, object, string, number]>([
    ['nobody', scale({ replicas: 1 }), '', 422],
    ['a negative number', scale({ replicas: -1 }), 'scaler', 422],
    ['another kind', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 1 } }, 'scaler', 400],
    ['another name', scale({ replicas: 1 }, { metadata: { name: 'other' } }), 'scaler', 400],
    ['a field that there is not', scale({ size: 1 }), 'scaler', 400],
  ])('of %s is refused', async (_, body, manager, code) =>
    expect((await apply(`${path}/scale`, body, { manager, force: true })).code).toBe(code),
  );

  test('of nothing is not found', async () =>
    expect((await apply(`${DEPLOYMENTS}/none/scale`, scale({ replicas: 1 }))).code).toBe(404));
});
