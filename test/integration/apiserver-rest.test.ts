import { gunzipSync } from 'node:zlib';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(30_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { key: 'value' },
  ...more,
});
const post = (path: string, body: unknown, headers?: Record<string, string>) =>
  api.call(path, { method: 'POST', body, ...(headers ? { headers } : {}) });
const put = (path: string, body: unknown) => api.call(path, { method: 'PUT', body });
const patch = (path: string, type: string, body: unknown) =>
  api.call(path, { method: 'PATCH', body, headers: { 'content-type': `application/${type}` } });
const remove = (path: string, body?: unknown) => api.call(path, { method: 'DELETE', body });

describe('create, get, update', () => {
  test('answers the object as stored, and the same on get', async () => {
    const created = await post(CONFIG_MAPS, configMap('first'));
    expect(created.code).toBe(201);
    expect(created.body).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'first',
        namespace: 'default',
        uid: expect.any(String),
        resourceVersion: expect.stringMatching(/^\d+$/),
        creationTimestamp: expect.stringMatching(/Z$/),
        managedFields: [expect.objectContaining({ manager: 'unknown', operation: 'Update' })],
      },
      data: { key: 'value' },
    });
    expect((await api.call(`${CONFIG_MAPS}/first`)).body).toEqual(created.body);
  });

  test.each([
    ['a name that exists', CONFIG_MAPS, configMap('taken'), 409, 'AlreadyExists', 'configmaps "taken" already exists'],
    [
      'a bad name',
      CONFIG_MAPS,
      configMap('Bad_Name'),
      422,
      'Invalid',
      'ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of',
    ],
    [
      'no name',
      CONFIG_MAPS,
      configMap(''),
      422,
      'Invalid',
      'metadata.name: Required value: name or generateName is required',
    ],
    [
      'a namespace that does not exist',
      '/api/v1/namespaces/nowhere/configmaps',
      configMap('x'),
      404,
      'NotFound',
      'namespaces "nowhere" not found',
    ],
    [
      'another namespace in the body',
      CONFIG_MAPS,
      configMap('x', { metadata: { name: 'x', namespace: 'kube-system' } }),
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'another apiVersion',
      CONFIG_MAPS,
      { ...configMap('x'), apiVersion: 'apps/v1' },
      400,
      'BadRequest',
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      'a wrong type',
      CONFIG_MAPS,
      configMap('x', { data: { key: 5 } }),
      400,
      'BadRequest',
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go',
    ],
    [
      'a resourceVersion',
      CONFIG_MAPS,
      configMap('x', { metadata: { name: 'x', resourceVersion: '5' } }),
      400,
      'BadRequest',
      'resourceVersion should not be set on objects to be created',
    ],
    ['broken JSON', CONFIG_MAPS, '{"apiVersion":', 400, 'BadRequest', 'unexpected end of JSON input'],
    [
      'an unknown resource',
      '/api/v1/namespaces/default/wombats',
      configMap('x'),
      404,
      'NotFound',
      'the server could not find the requested resource',
    ],
  ])('refuses %s', async (_, path, body, code, reason, message) => {
    await post(CONFIG_MAPS, configMap('taken'));
    const answer = await post(path, body);
    expect(answer.body).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason });
    expect(answer.body.message).toContain(message);
    expect(answer.code).toBe(code);
  });

  test.each(['/apis/example.com/v1/wombats', '/apis/example.com', '/wombats'])(
    'says in plain text that nobody serves %s',
    async (path) => {
      const { code, headers, text } = await post(path, configMap('x'));
      expect([code, headers['content-type'], text]).toEqual([404, 'text/plain; charset=utf-8', '404 page not found\n']);
    },
  );

  test.each([
    ['POST', '/api/v1/configmaps', 405],
    ['DELETE', '/api/v1/configmaps', 405],
    ['GET', '/api/v1/configmaps/x', 404],
    ['POST', `${CONFIG_MAPS}/x`, 405],
    ['PATCH', CONFIG_MAPS, 405],
  ])('has no route for %s %s', async (method, path, code) => {
    expect((await api.call(path, { method })).code).toBe(code);
  });

  test.each([
    ['Strict', 400, 'strict decoding error: unknown field "spec"', undefined],
    ['Warn', 201, undefined, '299 - "unknown field \\"spec\\""'],
    ['Ignore', 201, undefined, undefined],
  ])('with fieldValidation=%s an unknown field means %d', async (mode, code, message, warning) => {
    const answer = await post(
      `${CONFIG_MAPS}?fieldValidation=${mode}`,
      configMap(`unknown-${mode.toLowerCase()}`, { spec: 1 }),
    );
    expect(answer.code).toBe(code);
    if (message) expect(answer.body.message).toContain(message);
    expect(answer.headers['warning']).toBe(warning);
  });

  test.each<[string, string, string, number, string]>([
    [
      'application/json',
      '{"a":}',
      'BadRequest',
      400,
      `couldn't get version/kind; json parse error: invalid character '}' looking for beginning of value ({"a":})`,
    ],
    [
      'application/json',
      '',
      'BadRequest',
      400,
      "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
    [
      'application/json',
      ' [1',
      'BadRequest',
      400,
      "couldn't get version/kind; json parse error: unexpected end of JSON input (205b31)",
    ],
    [
      'application/json',
      '"x"',
      'BadRequest',
      400,
      String.raw`json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" } (227822)`,
    ],
    [
      'application/json',
      '{"apiVersion":"v1","kind":5,"metadata":{}}',
      'BadRequest',
      400,
      'json: cannot unmarshal number into Go struct field .kind of type string ({"apiVersion":"v1","kind":5,"m ...)',
    ],
    [
      'application/yaml',
      '%YAML 1.2\n---\n{}',
      'BadRequest',
      400,
      'yaml: found incompatible YAML document (2559414d4c20312e320a2d2d2d0a7b7d)',
    ],
    ['application/json', 'null', 'Invalid', 422, 'ConfigMap "" is invalid: metadata.name: Required value'],
    ['application/yaml', '', 'Invalid', 422, 'ConfigMap "" is invalid: metadata.name: Required value'],
  ])('of a body as %s that is %j is told %s', async (type, body, reason, code, message) => {
    const answer = await api.call(CONFIG_MAPS, {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'content-length': String(body.length) },
    });
    expect(answer.body).toMatchObject({ reason, code });
    const prefix = code === 400 ? 'the object provided is unrecognized (must be of type ConfigMap): ' : '';
    expect(answer.body.message.startsWith(prefix)).toBe(true);
    expect(answer.body.message).toContain(message);
  });

  test('a body without a type, or with an empty one, is JSON', async () => {
    const body = JSON.stringify(configMap('untyped'));
    const answer = await api.call(`${CONFIG_MAPS}?dryRun=All`, {
      method: 'POST',
      body,
      headers: { 'content-type': '' },
    });
    expect(answer.code).toBe(201);
  });

  test('warnings come with a refusal, too', async () => {
    const answer = await post(CONFIG_MAPS, { Metadata: { name: 'x' } });
    expect([answer.code, answer.headers['warning']]).toEqual([422, '299 - "unknown field \\"Metadata\\""']);
  });

  test('generates names', async () => {
    const names = await Promise.all(
      Array.from(
        { length: 5 },
        async () => (await post(CONFIG_MAPS, configMap('', { metadata: { generateName: 'gen-' } }))).body.metadata.name,
      ),
    );
    expect(new Set(names).size).toBe(5);
    for (const name of names) expect(name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('updates with the right resourceVersion, or with none, and refuses an old one', async () => {
    const { body: created } = await post(CONFIG_MAPS, configMap('update'));
    const path = `${CONFIG_MAPS}/update`;
    const second = await put(path, { ...created, data: { key: 'two' } });
    expect([second.code, second.body.data]).toEqual([200, { key: 'two' }]);
    const stale = await put(path, { ...created, data: { key: 'three' } });
    expect(stale.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "update": the object has been modified; please apply your changes to the latest version and try again',
    });
    expect((await put(path, configMap('update', { data: { key: 'four' } }))).body.data).toEqual({ key: 'four' });
    expect((await put(path, configMap('other'))).body.message).toContain(
      'the name of the object (other) does not match the name on the URL (update)',
    );
    expect((await put(`${CONFIG_MAPS}/absent`, configMap('absent'))).body).toMatchObject({
      code: 404,
      reason: 'NotFound',
    });
    const uid = { ...configMap('update'), metadata: { name: 'update', uid: 'another' } };
    expect((await put(path, uid)).body.message).toContain('Precondition failed: UID in precondition: another');
  });

  test('writes nothing when nothing changes', async () => {
    const { body: created } = await post(CONFIG_MAPS, configMap('same'));
    expect((await put(`${CONFIG_MAPS}/same`, created)).body.metadata.resourceVersion).toBe(
      created.metadata.resourceVersion,
    );
    expect(
      (await patch(`${CONFIG_MAPS}/same`, 'merge-patch+json', { data: { key: 'value' } })).body.metadata
        .resourceVersion,
    ).toBe(created.metadata.resourceVersion);
  });

  test('keeps what only the server sets', async () => {
    const { body: created } = await post(
      CONFIG_MAPS,
      configMap('system', {
        metadata: {
          name: 'system',
          uid: 'mine',
          creationTimestamp: '2001-01-01T00:00:00Z',
          deletionTimestamp: '2001-01-01T00:00:00Z',
          generation: 7,
        },
      }),
    );
    expect(created.metadata).toMatchObject({ uid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(Object.keys(created.metadata).sort()).toEqual([
      'creationTimestamp',
      // Whose kind does not count it may have one of the client's.
      'generation',
      'managedFields',
      'name',
      'namespace',
      'resourceVersion',
      'uid',
    ]);
    const metadata = { name: 'system', creationTimestamp: '2001-01-01T00:00:00Z', generation: 7 };
    const changed = await put(`${CONFIG_MAPS}/system`, { ...configMap('system'), metadata });
    expect(changed.body.metadata).toEqual({ ...created.metadata, resourceVersion: expect.any(String) });
    const deleting = { ...metadata, deletionTimestamp: '2001-01-01T00:00:00Z' };
    const refused = await put(`${CONFIG_MAPS}/system`, { ...configMap('system'), metadata: deleting });
    expect([refused.code, refused.body.details.causes[0].field]).toEqual([422, 'metadata.deletionTimestamp']);
  });

  test('does everything but write with dryRun=All', async () => {
    const dry = await post(`${CONFIG_MAPS}?dryRun=All`, configMap('dry'));
    expect([dry.code, dry.body.metadata.resourceVersion, dry.body.metadata.uid]).toEqual([
      201,
      undefined,
      expect.any(String),
    ]);
    expect((await api.call(`${CONFIG_MAPS}/dry`)).code).toBe(404);
    await post(CONFIG_MAPS, configMap('dry'));
    expect((await post(`${CONFIG_MAPS}?dryRun=All`, configMap('dry'))).code).toBe(409);
    expect((await remove(`${CONFIG_MAPS}/dry?dryRun=All`)).code).toBe(200);
    expect(
      (await patch(`${CONFIG_MAPS}/dry?dryRun=All`, 'merge-patch+json', { data: { key: 'x' } })).body.data,
    ).toEqual({ key: 'x' });
    expect((await api.call(`${CONFIG_MAPS}/dry`)).body.data).toEqual({ key: 'value' });
    expect((await post(`${CONFIG_MAPS}?dryRun=maybe`, configMap('dry2'))).body).toMatchObject({
      code: 422,
      message: expect.stringContaining('dryRun: Unsupported value: ["maybe"]'),
    });
  });
});

describe('patch', () => {
  test('takes all three types and server-side apply', async () => {
    await post(CONFIG_MAPS, configMap('patched'));
    const path = `${CONFIG_MAPS}/patched`;
    expect((await patch(path, 'json-patch+json', [{ op: 'add', path: '/data/a', value: '1' }])).body.data).toEqual({
      key: 'value',
      a: '1',
    });
    expect((await patch(path, 'merge-patch+json', { data: { a: null } })).body.data).toEqual({ key: 'value' });
    expect(
      (await patch(path, 'strategic-merge-patch+json', { metadata: { labels: { l: '1' } } })).body.metadata.labels,
    ).toEqual({ l: '1' });
    const applied = await patch(
      `${path}?fieldManager=tester&force=true`,
      'apply-patch+yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: patched}\ndata: {mine: "1"}\n',
    );
    expect([applied.code, applied.body.data]).toEqual([200, { key: 'value', mine: '1' }]);
    expect(applied.body.metadata.managedFields.map((entry: any) => [entry.manager, entry.operation])).toContainEqual([
      'tester',
      'Apply',
    ]);
    const again = await patch(`${path}?fieldManager=tester`, 'apply-patch+yaml', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'patched' },
      data: {},
    });
    expect(again.body.data).toEqual({ key: 'value' });
    expect((await patch(path, 'apply-patch+yaml', { apiVersion: 'v1', kind: 'ConfigMap' })).body.message).toContain(
      'fieldManager: Required value: is required for apply patch',
    );
    expect((await patch(path, 'strange+json', {})).body).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
    expect((await patch(`${CONFIG_MAPS}/absent`, 'merge-patch+json', {})).code).toBe(404);
  });

  test('creates by apply, and finds conflicts of ownership', async () => {
    const config = (value: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'applied' },
      data: { key: value },
    });
    const path = `${CONFIG_MAPS}/applied`;
    expect((await patch(`${path}?fieldManager=one`, 'apply-patch+yaml', config('1'))).code).toBe(201);
    const conflict = await patch(`${path}?fieldManager=two`, 'apply-patch+yaml', config('2'));
    expect(conflict.body).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(conflict.body.message).toContain('Apply failed with 1 conflict: conflict with "one": .data.key');
    expect((await patch(`${path}?fieldManager=two&force=true`, 'apply-patch+yaml', config('2'))).body.data).toEqual({
      key: '2',
    });
  });

  test('applies nothing whose fields nobody could own, and creates nothing without a name', async () => {
    const apply = (name: string, config: object, query = '') =>
      patch(`${CONFIG_MAPS}/${name}?fieldManager=one${query}`, 'apply-patch+yaml', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        ...config,
      });
    const refused = 'failed to create typed patch object (/untyped; /v1, Kind=ConfigMap): ';
    for (const query of ['', '&fieldValidation=Warn', '&fieldValidation=Ignore'])
      expect((await apply('untyped', { metadata: { name: 'untyped' }, nothing: 1 }, query)).body).toMatchObject({
        code: 400,
        message: `${refused}.nothing: field not declared in schema`,
      });
    expect((await apply('untyped', { metadata: { name: 'untyped', finalizers: ['a/b', 'a/b'] } })).body).toMatchObject({
      code: 400,
      message: `${refused}.metadata.finalizers: duplicate entries for key [="a/b"]`,
    });
    expect((await apply('untyped', { metadata: {} })).body).toMatchObject({
      code: 400,
      message: 'the name of the object (untyped based on URL) was undeterminable: name must be provided',
    });
    expect((await apply('untyped', { metadata: { name: 'untyped', managedFields: [] } })).body).toMatchObject({
      code: 400,
      message: 'metadata.managedFields must be nil',
    });
    expect((await apply('versioned', { metadata: { name: 'versioned', resourceVersion: '1' } })).code).toBe(201);
    // What is there has its name.
    expect((await apply('versioned', { data: { a: 'b' } })).body).toMatchObject({
      metadata: { name: 'versioned' },
      data: { a: 'b' },
    });
  });

  test('loses none of many concurrent patches', async () => {
    await post(CONFIG_MAPS, configMap('contended'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        patch(`${CONFIG_MAPS}/contended`, 'merge-patch+json', { data: { [`k${index}`]: 'v' } }),
      ),
    );
    expect(answers.map(({ code }) => code)).toEqual(Array(20).fill(200));
    expect(Object.keys((await api.call(`${CONFIG_MAPS}/contended`)).body.data)).toHaveLength(21);
  });

  test('takes a resourceVersion in the patch as a precondition', async () => {
    await post(CONFIG_MAPS, configMap('precondition'));
    expect(
      (
        await patch(`${CONFIG_MAPS}/precondition`, 'merge-patch+json', {
          metadata: { resourceVersion: '1' },
          data: { a: 'b' },
        })
      ).body.reason,
    ).toBe('Conflict');
  });
});

describe('delete', () => {
  test('answers a Status, honours preconditions and dryRun, and says when nothing is there', async () => {
    const { body: created } = await post(CONFIG_MAPS, configMap('gone'));
    const path = `${CONFIG_MAPS}/gone`;
    expect((await remove(path, { preconditions: { uid: 'another' } })).body.message).toContain(
      'the UID in the precondition (another) does not match the UID in record',
    );
    expect((await remove(path, { propagationPolicy: 'Maybe' })).body.message).toContain(
      'propagationPolicy: Unsupported value: "Maybe"',
    );
    expect((await remove(path, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gone' } })).body).toMatchObject({
      code: 400,
      message: expect.stringContaining('no kind "Pod" is registered for version "v1"'),
    });
    const answer = await remove(path, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      preconditions: { uid: created.metadata.uid },
    });
    expect(answer.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'gone', kind: 'configmaps', uid: created.metadata.uid },
    });
    expect((await remove(path)).body).toMatchObject({ code: 404, message: 'configmaps "gone" not found' });
  });

  test.each([
    ['services', 'Service', { spec: { ports: [{ port: 80 }] } }],
    ['serviceaccounts', 'ServiceAccount', {}],
  ])('of %s answers what was deleted', async (plural, kind, rest) => {
    const path = `/api/v1/namespaces/default/${plural}`;
    const { code, body: created } = await post(path, { apiVersion: 'v1', kind, metadata: { name: '1st' }, ...rest });
    expect(code).toBe(201);
    expect((await remove(`${path}/1st`)).body).toMatchObject({ kind, metadata: { uid: created.metadata.uid } });
  });

  test('waits for finalizers, then goes with the last one', async () => {
    await post(CONFIG_MAPS, configMap('held', { metadata: { name: 'held', finalizers: ['example.com/hold'] } }));
    const path = `${CONFIG_MAPS}/held`;
    const waiting = await remove(path);
    expect(waiting.body).toMatchObject({
      kind: 'ConfigMap',
      metadata: {
        deletionTimestamp: expect.any(String),
        deletionGracePeriodSeconds: 0,
        finalizers: ['example.com/hold'],
      },
    });
    expect(
      (await patch(path, 'merge-patch+json', { metadata: { finalizers: ['example.com/hold', 'example.com/more'] } }))
        .body.message,
    ).toContain('no new finalizers can be added if the object is being deleted');
    expect((await patch(path, 'merge-patch+json', { metadata: { finalizers: null } })).code).toBe(200);
    expect((await api.call(path)).code).toBe(404);
  });

  test.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ])('%s propagation leaves the finalizer for the garbage collector', async (propagationPolicy, finalizers) => {
    const name = `propagated-${propagationPolicy.toLowerCase()}`;
    await post(CONFIG_MAPS, configMap(name));
    expect((await remove(`${CONFIG_MAPS}/${name}?propagationPolicy=${propagationPolicy}`)).body.metadata).toMatchObject(
      { finalizers, deletionTimestamp: expect.any(String) },
    );
  });

  test('deletes what a selector selects', async () => {
    for (const name of ['c1', 'c2', 'c3'])
      await post(CONFIG_MAPS, configMap(name, { metadata: { name, labels: { batch: name === 'c3' ? 'no' : 'yes' } } }));
    const answer = await remove(`${CONFIG_MAPS}?labelSelector=batch%3Dyes`);
    expect(answer.body.items.map(({ metadata }: any) => metadata.name).sort()).toEqual(['c1', 'c2']);
    expect(
      (await api.call(`${CONFIG_MAPS}?labelSelector=batch`)).body.items.map(({ metadata }: any) => metadata.name),
    ).toEqual(['c3']);
  });

  test('keeps a pod with a node until the kubelet is done, and lets one without go at once', async () => {
    await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    const pods = '/api/v1/namespaces/default/pods';
    const pod = (name: string, spec: object = {}) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
    });
    expect((await post(pods, pod('unscheduled'))).code).toBe(201);
    expect((await remove(`${pods}/unscheduled`)).body.kind).toBe('Pod');
    expect((await api.call(`${pods}/unscheduled`)).code).toBe(404);
    await post(pods, pod('scheduled', { nodeName: 'n1' }));
    expect((await remove(`${pods}/scheduled`)).body.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
    expect((await remove(`${pods}/scheduled?gracePeriodSeconds=5`)).body.metadata).toMatchObject({
      deletionGracePeriodSeconds: 5,
    });
    expect((await remove(`${pods}/scheduled?gracePeriodSeconds=60`)).body.metadata).toMatchObject({
      deletionGracePeriodSeconds: 5,
    });
    expect((await remove(`${pods}/scheduled`, { gracePeriodSeconds: 0 })).code).toBe(200);
    expect((await api.call(`${pods}/scheduled`)).code).toBe(404);
  });
});

describe('lists', () => {
  beforeAll(async () => {
    await post('/api/v1/namespaces', { metadata: { name: 'lists' } });
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((name) =>
        post(
          '/api/v1/namespaces/lists/configmaps',
          configMap(name, { metadata: { name, labels: { odd: String('ace'.includes(name)) } } }),
        ),
      ),
    );
  });
  const path = '/api/v1/namespaces/lists/configmaps';
  const names = (list: any) => list.items.map(({ metadata }: any) => metadata.name);

  test.each([
    ['', ['a', 'b', 'c', 'd', 'e']],
    ['?resourceVersion=0', ['a', 'b', 'c', 'd', 'e']],
    ['?labelSelector=odd%3Dtrue', ['a', 'c', 'e']],
    ['?labelSelector=odd+notin+(true)', ['b', 'd']],
    ['?fieldSelector=metadata.name%3Dc', ['c']],
    ['?fieldSelector=metadata.name!%3Dc', ['a', 'b', 'd', 'e']],
  ])('%s selects', async (query, expected) => {
    const { body } = await api.call(path + query);
    expect(body).toMatchObject({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
    });
    expect(names(body)).toEqual(expected);
  });

  test.each([
    ['?labelSelector=a%3D%3D%3Db', 400, 'unable to parse requirement'],
    ['?fieldSelector=spec.foo%3Db', 400, '"spec.foo" is not a known field selector'],
    ['?resourceVersion=abc', 400, 'Invalid value'],
    ['?resourceVersionMatch=Exact', 422, 'resourceVersionMatch is forbidden unless resourceVersion is provided'],
    ['?continue=nonsense', 400, 'continue key is not valid'],
    ['?resourceVersion=999999999', 504, 'Too large resource version: 999999999'],
    ['?resourceVersion=1&resourceVersionMatch=Exact', 200, ''],
  ])('%s → %d', async (query, code, message) => {
    const answer = await api.call(path + query);
    expect(answer.code).toBe(code);
    expect(answer.body.message ?? '').toContain(message);
  });

  test('pages show the state at one revision, whatever happens in between', async () => {
    const first = (await api.call(`${path}?limit=2`)).body;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 3]);
    await post(path, configMap('bb'));
    await remove(`${path}/d`);
    const second = (await api.call(`${path}?limit=2&continue=${first.metadata.continue}`)).body;
    expect([names(second), second.metadata.remainingItemCount, second.metadata.resourceVersion]).toEqual([
      ['c', 'd'],
      1,
      first.metadata.resourceVersion,
    ]);
    const third = (await api.call(`${path}?limit=2&continue=${second.metadata.continue}`)).body;
    expect([names(third), third.metadata.continue]).toEqual([['e'], undefined]);
    expect(
      names(
        (await api.call(`${path}?resourceVersion=${first.metadata.resourceVersion}&resourceVersionMatch=Exact`)).body,
      ),
    ).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(names((await api.call(path)).body)).toEqual(['a', 'b', 'bb', 'c', 'e']);
  });

  test('lists all namespaces', async () => {
    const { body } = await api.call('/api/v1/configmaps?labelSelector=odd');
    expect(names(body)).toContain('a');
  });
});

describe('representations', () => {
  test.each(['/api', '/apis', '/api/v1', '/apis/apps', '/apis/apps/v1'])(
    'tells in YAML what %s holds',
    async (path) => {
      const { headers, text } = await api.call(path, { headers: { accept: 'application/yaml' } });
      expect([headers['content-type'], text.split('\n')]).toEqual([
        'application/yaml',
        expect.arrayContaining([expect.stringMatching(/^kind: API/)]),
      ]);
    },
  );

  test('refuses what nobody can write in indented JSON', async () => {
    const { code, text } = await api.call('/api/v1/nodes', { headers: { accept: 'text/html' } });
    expect([code, text.split('\n')[0]]).toEqual([406, '{']);
  });

  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

  test('makes tables', async () => {
    await post(CONFIG_MAPS, configMap('tabled'));
    const { body, headers } = await api.call(`${CONFIG_MAPS}/tabled`, {
      headers: { accept: `${table},application/json` },
    });
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      rows: [
        {
          cells: ['tabled', 1, expect.any(String)],
          object: { kind: 'PartialObjectMetadata', metadata: { name: 'tabled' } },
        },
      ],
    });
    expect(body.columnDefinitions.map(({ name }: any) => name)).toEqual(['Name', 'Data', 'Age']);
    const list = (await api.call(`${CONFIG_MAPS}?includeObject=Object`, { headers: { accept: table } })).body;
    expect(list.rows.find(({ cells }: any) => cells[0] === 'tabled').object).toMatchObject({
      kind: 'ConfigMap',
      data: { key: 'value' },
    });
  });

  test.each([
    ['application/json', 200, 'application/json'],
    ['application/yaml', 200, 'application/yaml'],
    ['*/*', 200, 'application/json'],
    ['application/vnd.kubernetes.protobuf,application/json', 200, 'application/vnd.kubernetes.protobuf'],
    ['application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json', 200, 'application/json'],
    ['application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io', 406, 'application/json'],
    ['application/cbor', 406, 'application/json'],
    ['application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', 200, 'application/json'],
  ])('Accept: %s → %d %s', async (accept, code, type) => {
    const answer = await api.call(CONFIG_MAPS, { headers: { accept } });
    expect([answer.code, answer.headers['content-type']]).toEqual([code, type]);
  });

  test('takes and gives YAML', async () => {
    const created = await api.call(CONFIG_MAPS, {
      method: 'POST',
      body: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\n',
      headers: { 'content-type': 'application/yaml', accept: 'application/yaml' },
    });
    expect([created.code, created.text]).toEqual([201, expect.stringContaining('kind: ConfigMap\n')]);
  });

  test('compresses large answers and prettifies on demand', async () => {
    await post(CONFIG_MAPS, configMap('large', { data: { key: 'x'.repeat(200_000) } }));
    const raw = await new Promise<Buffer>((resolve) => {
      const { request } = jest.requireActual<typeof import('node:https')>('node:https');
      const { readFileSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
      const options = {
        ca: cluster.ca.certificatePem,
        cert: readFileSync(cluster.admin.certificateFile),
        key: readFileSync(cluster.admin.keyFile),
        headers: { 'accept-encoding': 'gzip' },
      };
      request(`${api.url}${CONFIG_MAPS}/large`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      }).end();
    });
    expect(raw.length).toBeLessThan(10_000);
    expect(JSON.parse(gunzipSync(raw).toString()).metadata.name).toBe('large');
    expect((await api.call(`${CONFIG_MAPS}/yaml?pretty=true`)).text).toContain('{\n  "apiVersion"');
  });

  test('refuses bodies over 3 MB', async () => {
    expect((await post(CONFIG_MAPS, configMap('huge', { data: { key: 'x'.repeat(3_200_000) } }))).code).toBe(413);
  });
});

describe('who may', () => {
  test.each([
    [
      '/api/v1/pods',
      403,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      '/api/v1/namespaces/default/pods/x',
      403,
      'pods "x" is forbidden: User "system:anonymous" cannot get resource "pods" in API group "" in the namespace "default"',
    ],
    ['/metrics', 403, 'forbidden: User "system:anonymous" cannot get path "/metrics"'],
  ])('anonymous: %s → %d', async (path, code, message) => {
    const { body } = await api.call(path, { as: null });
    expect(body).toMatchObject({ code, reason: 'Forbidden', message });
  });

  test('anonymous: health and version are open', async () => {
    for (const path of ['/livez', '/readyz', '/healthz', '/version'])
      expect((await api.call(path, { as: null })).code).toBe(200);
  });

  test('refuses tokens and certificates that nobody vouches for', async () => {
    expect((await api.call('/api', { as: null, headers: { authorization: 'Bearer nonsense' } })).body).toMatchObject({
      code: 401,
      reason: 'Unauthorized',
    });
  });

  test('lets the administrator act as another', async () => {
    const { body } = await api.call('/api/v1/pods', { headers: { 'impersonate-user': 'joe' } });
    expect(body.message).toContain('User "joe" cannot list resource "pods"');
    const review = await post(
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      { 'impersonate-user': 'joe', 'impersonate-group': 'system:masters' },
    );
    expect(review.body.status.userInfo).toMatchObject({
      username: 'joe',
      groups: expect.arrayContaining(['system:masters', 'system:authenticated']),
    });
  });

  test('knows the bearer of a token it has issued', async () => {
    await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
    const { body } = await post('/api/v1/namespaces/default/serviceaccounts/robot/token', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    });
    const answer = await api.call('/api/v1/pods', {
      as: null,
      headers: { authorization: `Bearer ${body.status.token}` },
    });
    expect(answer.body.message).toContain('User "system:serviceaccount:default:robot" cannot list resource "pods"');
  });
});

describe('discovery and the rest', () => {
  test('tells the same in both forms', async () => {
    const accept =
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
    const aggregated = await api.call('/apis', { headers: { accept } });
    expect(aggregated.headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
    const legacy = (await api.call('/apis')).body;
    expect(aggregated.body.items.map(({ metadata }: any) => metadata.name)).toEqual(
      legacy.groups.map(({ name }: any) => name),
    );
    const apps = aggregated.body.items
      .find(({ metadata }: any) => metadata.name === 'apps')
      .versions[0].resources.find(({ resource }: any) => resource === 'deployments');
    expect(apps.subresources.map(({ subresource }: any) => subresource)).toEqual(['scale', 'status']);
    const names = (await api.call('/apis/apps/v1')).body.resources.map(({ name }: any) => name);
    expect(names).toEqual(expect.arrayContaining(['deployments', 'deployments/scale', 'deployments/status']));
    const unchanged = await api.call('/apis', {
      headers: { accept, 'if-none-match': String(aggregated.headers['etag']) },
    });
    expect(unchanged.code).toBe(304);
    expect(aggregated.headers['cache-control']).toBe('public');
    expect((await api.call('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    expect((await api.call('/api/v1')).body.resources.map(({ name }: any) => name)).toEqual(
      expect.arrayContaining(['pods/exec', 'pods/log', 'serviceaccounts/token', 'namespaces/finalize']),
    );
    expect((await api.call('/apis/apps')).body).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: 'apps/v1' },
    });
    expect((await api.call('/apis/nothing')).code).toBe(404);
  });

  test.each([
    '/',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/apis/apps/v1',
    '/metrics',
    '/statusz',
    '/flagz',
    '/livez/ping',
    '/readyz?verbose',
    '/version',
    '/openid/v1/jwks',
    '/.well-known/openid-configuration',
  ])('serves %s', async (path) => {
    expect((await api.call(path)).code).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ['/openapi/v3', { 'content-type': 'text/plain; charset=utf-8' }],
    ['/openapi/v2', { vary: 'Accept-Encoding, Accept' }],
    ['/openid/v1/jwks', { 'cache-control': 'public, max-age=3600' }],
    ['/readyz', { 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache, private' }],
  ])('%s has the headers %j', async (path, headers) => {
    expect((await api.call(path)).headers).toMatchObject(headers);
  });

  test("a group version's document is for ever under its hash, and another hash leads there", async () => {
    const index = await api.call('/openapi/v3');
    expect(index.headers['etag']).toBeUndefined();
    const address: string = JSON.parse(index.text).paths['apis/apps/v1'].serverRelativeURL;
    const document = await api.call(address);
    expect([document.code, document.headers['cache-control']]).toEqual([200, 'public, immutable']);
    expect(Date.parse(String(document.headers['expires']))).toBeGreaterThan(Date.now());
    const moved = await api.call('/openapi/v3/apis/apps/v1?hash=ABC');
    expect([moved.code, moved.headers['location']]).toEqual([301, address]);
  });

  test.each([
    ['PUT', CONFIG_MAPS, 405],
    ['POST', `${CONFIG_MAPS}/first`, 405],
    ['POST', '/api/v1/configmaps', 405],
    ['GET', '/api/v1/namespaces/default/pods/x/unknown', 404],
    ['GET', '/nonsense', 404],
    ['GET', '/apis/authorization.k8s.io/v1/subjectaccessreviews', 405],
  ])('%s %s → %d', async (method, path, code) => {
    expect((await api.call(path, { method, ...(method === 'GET' ? {} : { body: configMap('x') }) })).code).toBe(code);
  });

  test('names each request', async () => {
    expect((await api.call('/version')).headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect((await api.call('/version', { headers: { 'audit-id': 'mine' } })).headers['audit-id']).toBe('mine');
  });

  test('converts old Deployments and warns of them', async () => {
    const old = await post('/apis/apps/v1beta1/namespaces/default/deployments', {
      apiVersion: 'apps/v1beta1',
      kind: 'Deployment',
      metadata: { name: 'old' },
      spec: {
        template: { metadata: { labels: { app: 'old' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      },
    });
    expect([old.code, old.body.apiVersion, old.headers['warning']]).toEqual([
      201,
      'apps/v1beta1',
      expect.stringContaining('apps/v1beta1 Deployment is deprecated'),
    ]);
    const current = (await api.call('/apis/apps/v1/namespaces/default/deployments/old')).body;
    expect([current.apiVersion, current.spec.selector]).toEqual(['apps/v1', { matchLabels: { app: 'old' } }]);
    expect((await api.call('/apis/apps/v1beta1/namespaces/default/deployments')).body).toMatchObject({
      kind: 'DeploymentList',
      apiVersion: 'apps/v1beta1',
      items: [{ metadata: { name: 'old' } }],
    });
  });
});

describe('subresources', () => {
  test('scales', async () => {
    const path = '/apis/apps/v1/namespaces/default/deployments';
    await post(path, {
      metadata: { name: 'scaled' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    });
    const scale = (await api.call(`${path}/scaled/scale`)).body;
    expect(scale).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 1 },
      status: { selector: 'a=b' },
    });
    expect((await put(`${path}/scaled/scale`, { ...scale, spec: { replicas: 4 } })).body.spec).toEqual({ replicas: 4 });
    expect((await patch(`${path}/scaled/scale`, 'merge-patch+json', { spec: { replicas: 2 } })).body.spec).toEqual({
      replicas: 2,
    });
    expect((await put(`${path}/scaled/scale`, scale)).body.reason).toBe('Conflict');
    expect((await api.call(`${path}/scaled`)).body).toMatchObject({
      metadata: { generation: 3 },
      spec: { replicas: 2 },
    });
  });

  test('writes status apart from spec', async () => {
    const path = '/apis/apps/v1/namespaces/default/deployments/scaled';
    const before = (await api.call(path)).body;
    const status = (
      await put(`${path}/status`, {
        ...before,
        spec: { ...before.spec, replicas: 9 },
        status: { replicas: 2, observedGeneration: 3 },
      })
    ).body;
    expect([status.spec.replicas, status.status.replicas, status.metadata.generation]).toEqual([2, 2, 3]);
    const spec = (await put(path, { ...status, spec: { ...status.spec, replicas: 1 }, status: { replicas: 77 } })).body;
    expect([spec.spec.replicas, spec.status.replicas, spec.metadata.generation]).toEqual([1, 2, 4]);
  });

  test('binds a pod once', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    await post(pods, { metadata: { name: 'bound' }, spec: { containers: [{ name: 'c', image: 'i' }] } });
    const binding = (name: string) =>
      post(`${pods}/bound/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'bound' },
        target: { kind: 'Node', name },
      });
    expect((await binding('n1')).body).toMatchObject({ kind: 'Status', status: 'Success' });
    expect((await binding('n2')).body).toMatchObject({
      reason: 'Conflict',
      message: expect.stringContaining('pod bound is already assigned to node "n1"'),
    });
    const pod = (await api.call(`${pods}/bound`)).body;
    expect([pod.spec.nodeName, pod.status.conditions]).toEqual([
      'n1',
      [expect.objectContaining({ type: 'PodScheduled', status: 'True' })],
    ]);
    expect(
      (await post(`${pods}/bound/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'bound' } }))
        .code,
    ).toBe(201);
    const evicted = (await api.call(`${pods}/bound`)).body;
    expect(evicted.metadata.deletionTimestamp).toBeDefined();
    expect(evicted.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }),
    );
  });

  test('finalizes namespaces', async () => {
    await post('/api/v1/namespaces', { metadata: { name: 'finalized' } });
    const terminating = (await remove('/api/v1/namespaces/finalized')).body;
    expect(terminating.status.phase).toBe('Terminating');
    const refused = await post('/api/v1/namespaces/finalized/configmaps', configMap('late'));
    expect(refused.body).toMatchObject({
      code: 403,
      details: { causes: [expect.objectContaining({ reason: 'NamespaceTerminating' })] },
    });
    expect(
      (await put('/api/v1/namespaces/finalized/finalize', { ...terminating, spec: { finalizers: [] } })).code,
    ).toBe(200);
    expect((await api.call('/api/v1/namespaces/finalized')).code).toBe(404);
    expect((await remove('/api/v1/namespaces/default')).body).toMatchObject({
      code: 403,
      message: expect.stringContaining('this namespace may not be deleted'),
    });
  });
});
