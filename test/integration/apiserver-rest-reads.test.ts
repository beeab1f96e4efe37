import { gunzipSync } from 'node:zlib';
import { CONFIG_MAPS, configMap, useCluster } from './rest-calls';

jest.setTimeout(30_000);

const { api, call, cluster, post, remove } = useCluster();

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
    const { body } = await call(path + query);
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
    const answer = await call(path + query);
    expect(answer.code).toBe(code);
    expect(answer.body.message ?? '').toContain(message);
  });

  test('pages show the state at one revision, whatever happens in between', async () => {
    const first = (await call(`${path}?limit=2`)).body;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 3]);
    await post(path, configMap('bb'));
    await remove(`${path}/d`);
    const second = (await call(`${path}?limit=2&continue=${first.metadata.continue}`)).body;
    expect([names(second), second.metadata.remainingItemCount, second.metadata.resourceVersion]).toEqual([
      ['c', 'd'],
      1,
      first.metadata.resourceVersion,
    ]);
    const third = (await call(`${path}?limit=2&continue=${second.metadata.continue}`)).body;
    expect([names(third), third.metadata.continue]).toEqual([['e'], undefined]);
    expect(
      names((await call(`${path}?resourceVersion=${first.metadata.resourceVersion}&resourceVersionMatch=Exact`)).body),
    ).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(names((await call(path)).body)).toEqual(['a', 'b', 'bb', 'c', 'e']);
  });

  test('lists all namespaces', async () => {
    const { body } = await call('/api/v1/configmaps?labelSelector=odd');
    expect(names(body)).toContain('a');
  });
});

describe('representations', () => {
  test.each(['/api', '/apis', '/api/v1', '/apis/apps', '/apis/apps/v1'])(
    'tells in YAML what %s holds',
    async (path) => {
      const { headers, text } = await call(path, { headers: { accept: 'application/yaml' } });
      expect([headers['content-type'], text.split('\n')]).toEqual([
        'application/yaml',
        expect.arrayContaining([expect.stringMatching(/^kind: API/)]),
      ]);
    },
  );

  test('refuses what nobody can write in indented JSON', async () => {
    const { code, text } = await call('/api/v1/nodes', { headers: { accept: 'text/html' } });
    expect([code, text.split('\n')[0]]).toEqual([406, '{']);
  });

  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

  test('makes tables', async () => {
    await post(CONFIG_MAPS, configMap('tabled'));
    const { body, headers } = await call(`${CONFIG_MAPS}/tabled`, {
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
    const list = (await call(`${CONFIG_MAPS}?includeObject=Object`, { headers: { accept: table } })).body;
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
    const answer = await call(CONFIG_MAPS, { headers: { accept } });
    expect([answer.code, answer.headers['content-type']]).toEqual([code, type]);
  });

  test('takes and gives YAML', async () => {
    const created = await call(CONFIG_MAPS, {
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
        ca: cluster().ca.certificatePem,
        cert: readFileSync(cluster().admin.certificateFile),
        key: readFileSync(cluster().admin.keyFile),
        headers: { 'accept-encoding': 'gzip' },
      };
      request(`${api().url}${CONFIG_MAPS}/large`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      }).end();
    });
    expect(raw.length).toBeLessThan(10_000);
    expect(JSON.parse(gunzipSync(raw).toString()).metadata.name).toBe('large');
    expect((await call(`${CONFIG_MAPS}/yaml?pretty=true`)).text).toContain('{\n  "apiVersion"');
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
    const { body } = await call(path, { as: null });
    expect(body).toMatchObject({ code, reason: 'Forbidden', message });
  });

  test('anonymous: health and version are open', async () => {
    for (const path of ['/livez', '/readyz', '/healthz', '/version'])
      expect((await call(path, { as: null })).code).toBe(200);
  });

  test('refuses tokens and certificates that nobody vouches for', async () => {
    expect((await call('/api', { as: null, headers: { authorization: 'Bearer nonsense' } })).body).toMatchObject({
      code: 401,
      reason: 'Unauthorized',
    });
  });

  test('lets the administrator act as another', async () => {
    const { body } = await call('/api/v1/pods', { headers: { 'impersonate-user': 'joe' } });
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
    const answer = await call('/api/v1/pods', {
      as: null,
      headers: { authorization: `Bearer ${body.status.token}` },
    });
    expect(answer.body.message).toContain('User "system:serviceaccount:default:robot" cannot list resource "pods"');
  });
});
