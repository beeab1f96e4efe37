import { CONFIG_MAPS, configMap, useCluster } from './rest-calls';

jest.setTimeout(30_000);

const { call, patch, post, put, remove } = useCluster();

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
    expect((await call(`${CONFIG_MAPS}/first`)).body).toEqual(created.body);
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
    expect((await call(path, { method })).code).toBe(code);
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
    const answer = await call(CONFIG_MAPS, {
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
    const answer = await call(`${CONFIG_MAPS}?dryRun=All`, {
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
    expect((await call(`${CONFIG_MAPS}/dry`)).code).toBe(404);
    await post(CONFIG_MAPS, configMap('dry'));
    expect((await post(`${CONFIG_MAPS}?dryRun=All`, configMap('dry'))).code).toBe(409);
    expect((await remove(`${CONFIG_MAPS}/dry?dryRun=All`)).code).toBe(200);
    expect(
      (await patch(`${CONFIG_MAPS}/dry?dryRun=All`, 'merge-patch+json', { data: { key: 'x' } })).body.data,
    ).toEqual({ key: 'x' });
    expect((await call(`${CONFIG_MAPS}/dry`)).body.data).toEqual({ key: 'value' });
    expect((await post(`${CONFIG_MAPS}?dryRun=maybe`, configMap('dry2'))).body).toMatchObject({
      code: 422,
      message: expect.stringContaining('dryRun: Unsupported value: ["maybe"]'),
    });
  });
});
