import { CONFIG_MAPS, configMap, useCluster } from './rest-calls';

jest.setTimeout(30_000);

const { call, patch, post, put, remove } = useCluster();

describe('discovery and the rest', () => {
  test('tells the same in both forms', async () => {
    const accept =
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
    const aggregated = await call('/apis', { headers: { accept } });
    expect(aggregated.headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
    const legacy = (await call('/apis')).body;
    expect(aggregated.body.items.map(({ metadata }: any) => metadata.name)).toEqual(
      legacy.groups.map(({ name }: any) => name),
    );
    const apps = aggregated.body.items
      .find(({ metadata }: any) => metadata.name === 'apps')
      .versions[0].resources.find(({ resource }: any) => resource === 'deployments');
    expect(apps.subresources.map(({ subresource }: any) => subresource)).toEqual(['scale', 'status']);
    const names = (await call('/apis/apps/v1')).body.resources.map(({ name }: any) => name);
    expect(names).toEqual(expect.arrayContaining(['deployments', 'deployments/scale', 'deployments/status']));
    const unchanged = await call('/apis', {
      headers: { accept, 'if-none-match': String(aggregated.headers['etag']) },
    });
    expect(unchanged.code).toBe(304);
    expect(aggregated.headers['cache-control']).toBe('public');
    expect((await call('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    expect((await call('/api/v1')).body.resources.map(({ name }: any) => name)).toEqual(
      expect.arrayContaining(['pods/exec', 'pods/log', 'serviceaccounts/token', 'namespaces/finalize']),
    );
    expect((await call('/apis/apps')).body).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: 'apps/v1' },
    });
    expect((await call('/apis/nothing')).code).toBe(404);
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
    expect((await call(path)).code).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ['/openapi/v3', { 'content-type': 'text/plain; charset=utf-8' }],
    ['/openapi/v2', { vary: 'Accept-Encoding, Accept' }],
    ['/openid/v1/jwks', { 'cache-control': 'public, max-age=3600' }],
    ['/readyz', { 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache, private' }],
  ])('%s has the headers %j', async (path, headers) => {
    expect((await call(path)).headers).toMatchObject(headers);
  });

  test("a group version's document is for ever under its hash, and another hash leads there", async () => {
    const index = await call('/openapi/v3');
    expect(index.headers['etag']).toBeUndefined();
    const address: string = JSON.parse(index.text).paths['apis/apps/v1'].serverRelativeURL;
    const document = await call(address);
    expect([document.code, document.headers['cache-control']]).toEqual([200, 'public, immutable']);
    expect(Date.parse(String(document.headers['expires']))).toBeGreaterThan(Date.now());
    const moved = await call('/openapi/v3/apis/apps/v1?hash=ABC');
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
    expect((await call(path, { method, ...(method === 'GET' ? {} : { body: configMap('x') }) })).code).toBe(code);
  });

  test('names each request', async () => {
    expect((await call('/version')).headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect((await call('/version', { headers: { 'audit-id': 'mine' } })).headers['audit-id']).toBe('mine');
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
    const current = (await call('/apis/apps/v1/namespaces/default/deployments/old')).body;
    expect([current.apiVersion, current.spec.selector]).toEqual(['apps/v1', { matchLabels: { app: 'old' } }]);
    expect((await call('/apis/apps/v1beta1/namespaces/default/deployments')).body).toMatchObject({
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
    const scale = (await call(`${path}/scaled/scale`)).body;
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
    expect((await call(`${path}/scaled`)).body).toMatchObject({
      metadata: { generation: 3 },
      spec: { replicas: 2 },
    });
  });

  test('writes status apart from spec', async () => {
    const path = '/apis/apps/v1/namespaces/default/deployments/scaled';
    const before = (await call(path)).body;
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

  test('binds a pod by a Binding of its namespace, as old schedulers do', async () => {
    await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    const pods = '/api/v1/namespaces/default/pods';
    await post(pods, { metadata: { name: 'bound-so' }, spec: { containers: [{ name: 'c', image: 'i' }] } });
    const binding = (of: string, name: string, query = '') =>
      post(`/api/v1/namespaces/default/bindings${query}`, {
        metadata: { name: of, annotations: { by: 'hand' } },
        target: { kind: 'Node', name },
      });
    expect((await binding('bound-so', 'n1', '?dryRun=All')).code).toBe(201);
    expect((await call(`${pods}/bound-so`)).body.spec.nodeName).toBeUndefined();
    expect((await binding('bound-so', 'n1')).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      code: 201,
    });
    const { body: pod } = await call(`${pods}/bound-so`);
    expect([pod.spec.nodeName, pod.metadata.annotations]).toEqual(['n1', { by: 'hand' }]);
    expect((await binding('bound-so', 'n2')).body).toMatchObject({
      code: 409,
      message: expect.stringContaining('pod bound-so is already assigned to node "n1"'),
    });
    expect((await binding('none', 'n1')).body).toMatchObject({ code: 404, message: 'pods "none" not found' });
    expect((await binding('a/b', 'n1')).body).toMatchObject({
      code: 400,
      message: `Name parameter invalid: "a/b": may not contain '/'`,
    });
    expect((await binding('', 'n1')).body).toMatchObject({ code: 400, message: 'Name parameter required.' });
    expect((await binding('bound-so', '')).body).toMatchObject({ code: 400, message: 'target.name: Required value' });
  });

  test('binds a pod once', async () => {
    await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
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
    const pod = (await call(`${pods}/bound`)).body;
    expect([pod.spec.nodeName, pod.status.conditions]).toEqual([
      'n1',
      [expect.objectContaining({ type: 'PodScheduled', status: 'True' })],
    ]);
    expect(
      (await post(`${pods}/bound/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'bound' } }))
        .code,
    ).toBe(201);
    const evicted = (await call(`${pods}/bound`)).body;
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
    expect((await call('/api/v1/namespaces/finalized')).code).toBe(404);
    expect((await remove('/api/v1/namespaces/default')).body).toMatchObject({
      code: 403,
      message: expect.stringContaining('this namespace may not be deleted'),
    });
  });
});
