import { startConnectingKubelet } from './connecting-kubelet';
import { CONFIG_MAPS, CONFIGMAP_RULE, configMap, configurations, useWebhooks } from './webhook-calls';
import { patching } from './webhook-server';

jest.setTimeout(60_000);

const { api, askedOf, call, cluster, configure, create, hooks, webhook } = useWebhooks();

test('a configuration has defaults, and is shown with the number of its webhooks', async () => {
  const { clientConfig: _, ...named } = webhook('defaults');
  const service = { namespace: 'default', name: 'none' };
  const body = await configure('mutating', 'defaults', [{ ...named, clientConfig: { service } }]);
  expect(body.metadata.generation).toBe(1);
  expect(body.webhooks[0]).toMatchObject({
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    timeoutSeconds: 10,
    reinvocationPolicy: 'Never',
    clientConfig: { service: { port: 443 } },
    rules: [{ scope: '*' }],
  });
  expect(await api().kubectl(['get', 'mutatingwebhookconfigurations', 'defaults'])).toMatch(
    /NAME +WEBHOOKS +AGE\ndefaults +1 /,
  );
});

test('a configuration that is not valid is refused with all that is wrong', async () => {
  const webhooks = [
    {
      name: 'short',
      clientConfig: { url: 'http://user@host/?a=b#c' },
      rules: [{ apiGroups: ['*', 'a'], apiVersions: [], resources: ['pods', '*', 'a/*', 'a/b'], operations: ['READ'] }],
      sideEffects: 'Some',
      admissionReviewVersions: ['v7'],
      timeoutSeconds: 31,
    },
  ];
  const body = { metadata: { name: 'wrong' }, webhooks };
  const { code, body: status } = await call(configurations('validating'), { method: 'POST', body });
  expect(code).toBe(422);
  const told = status.details.causes.map(
    ({ field, message }: any) => `${field.replace('webhooks[0].', '')}: ${message}`,
  );
  expect(told.sort()).toEqual([
    'admissionReviewVersions: Invalid value: ["v7"]: must include at least one of v1, v1beta1',
    `clientConfig.url: Invalid value: "a=b": query parameters are not permitted in the URL`,
    `clientConfig.url: Invalid value: "c": fragments are not permitted in the URL`,
    `clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
    `clientConfig.url: Invalid value: "user": user information is not permitted in the URL`,
    'name: Invalid value: "short": should be a domain with at least three segments separated by dots',
    `rules[0].apiGroups: Invalid value: ["*","a"]: if '*' is present, must not specify other API groups`,
    'rules[0].apiVersions: Required value',
    'rules[0].operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
    `rules[0].resources[3]: Invalid value: "a/b": if 'a/*' is present, must not specify a/b`,
    'sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
    'timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds',
  ]);
});

test('a validating webhook sees the operation and refuses it in its own words', async () => {
  const rules = [{ ...CONFIGMAP_RULE, operations: ['CREATE', 'UPDATE', 'DELETE'] }];
  await configure('validating', 'deny', [webhook('deny', { rules })]);
  const reasons = { CREATE: 'no reason at all', DELETE: '' };
  hooks().answer('/deny', ({ operation }) =>
    operation === 'UPDATE'
      ? { allowed: true, warnings: ['be careful'] }
      : { allowed: false, status: { code: 403, message: reasons[operation as 'CREATE'], reason: 'Because' } },
  );
  const refused = await create(configMap('deny'));
  expect([refused.code, refused.body]).toEqual([
    403,
    expect.objectContaining({
      status: 'Failure',
      reason: 'Because',
      message: 'admission webhook "deny.kubets.test" denied the request: no reason at all',
    }),
  ]);
  const [request] = askedOf('deny');
  expect(request).toMatchObject({
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
    requestResource: { group: '', version: 'v1', resource: 'configmaps' },
    name: 'deny',
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'deny', namespace: 'default' } },
    oldObject: null,
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
  });
  await create({ metadata: { name: 'allowed' } });
  const labels = { metadata: { labels: { test: 'deny' } } };
  const headers = { 'content-type': 'application/merge-patch+json' };
  const patched = await call(`${CONFIG_MAPS}/allowed`, { method: 'PATCH', body: labels, headers });
  expect([patched.code, patched.headers['warning']]).toEqual([200, '299 - "be careful"']);
  const deleted = await call(`${CONFIG_MAPS}/allowed`, { method: 'DELETE' });
  expect([deleted.code, deleted.body.message]).toEqual([
    403,
    'admission webhook "deny.kubets.test" denied the request: Because',
  ]);
  expect(askedOf('deny').at(-1)).toMatchObject({
    operation: 'DELETE',
    object: null,
    oldObject: { metadata: labels.metadata },
  });
});

describe('mutating webhooks', () => {
  test('change the object one after the other, and earlier ones once more if they want', async () => {
    const again = { reinvocationPolicy: 'IfNeeded', objectSelector: { matchLabels: { test: 'chain' } } };
    await configure('mutating', 'chain', [
      webhook('first', again),
      webhook('second', { objectSelector: { matchLabels: { test: 'chain' } } }),
    ]);
    hooks().answer('/first', ({ object }) =>
      object.data.second ? patching([{ op: 'add', path: '/data/seen', value: 'second' }]) : { allowed: true },
    );
    hooks().answer('/second', () => patching([{ op: 'add', path: '/data/second', value: 'yes' }]));
    const { code, body } = await create(configMap('chain', { data: { a: '1' } }));
    expect([code, body.data]).toEqual([201, { a: '1', second: 'yes', seen: 'second' }]);
    expect([askedOf('first').length, askedOf('second').length]).toEqual([2, 1]);
  });

  test('get their pods defaulted, and what they make invalid is refused', async () => {
    const rules = [{ ...CONFIGMAP_RULE, resources: ['pods'] }];
    await configure('mutating', 'pods', [webhook('pods', { rules })]);
    const init = { name: 'init', image: 'busybox', terminationMessagePolicy: undefined };
    hooks().answer('/pods', () => patching([{ op: 'add', path: '/spec/initContainers', value: [init] }]));
    const pod = (name: string) => ({
      metadata: { name, labels: { test: 'pods' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    await create({ metadata: { name: 'default' } }, '/api/v1/namespaces/default/serviceaccounts');
    const { code, body } = await create(pod('defaulted'), '/api/v1/namespaces/default/pods');
    expect([code, body.spec?.initContainers[0]]).toEqual([
      201,
      expect.objectContaining({ terminationMessagePolicy: 'File', imagePullPolicy: 'Always' }),
    ]);
    hooks().answer('/pods', () => patching([{ op: 'add', path: '/spec/restartPolicy', value: 'Sometimes' }]));
    expect((await create(pod('invalid'), '/api/v1/namespaces/default/pods')).code).toBe(422);
  });

  test('see the version that they are written for', async () => {
    const rules = [{ ...CONFIGMAP_RULE, apiGroups: ['apps'], resources: ['deployments'] }];
    await configure('mutating', 'versions', [
      webhook('versions', { rules }),
      webhook('exact', { rules, matchPolicy: 'Exact', objectSelector: { matchLabels: { test: 'versions' } } }),
    ]);
    hooks().answer('/versions', () => patching([{ op: 'replace', path: '/spec/replicas', value: 7 }]));
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const deployment = { metadata: { name: 'versions', labels: { test: 'versions' } }, spec: { template } };
    const path = '/apis/apps/v1beta1/namespaces/default/deployments';
    const { code, body } = await create(deployment, path);
    expect([code, body.apiVersion, body.spec?.replicas]).toEqual([201, 'apps/v1beta1', 7]);
    expect(askedOf('versions')).toMatchObject([
      { kind: { version: 'v1' }, requestKind: { version: 'v1beta1' }, object: { apiVersion: 'apps/v1' } },
    ]);
    expect(askedOf('exact')).toEqual([]);
  });

  test('change custom resources, in a version that is not stored too', async () => {
    const anything = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const versions = ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === 'v2', schema: anything }));
    await create(
      {
        metadata: { name: 'cogs.example.com' },
        spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'cogs', kind: 'Cog' }, versions },
      },
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    );
    const rules = [{ ...CONFIGMAP_RULE, apiGroups: ['example.com'], resources: ['cogs'] }];
    await configure('mutating', 'cogs', [webhook('cogs', { rules })]);
    hooks().answer('/cogs', () => patching([{ op: 'add', path: '/made', value: 'by the webhook' }]));
    for (const version of ['v1', 'v2']) {
      const cog = {
        apiVersion: `example.com/${version}`,
        kind: 'Cog',
        metadata: { name: `cog-${version}`, labels: { test: 'cogs' } },
        said: version,
      };
      const { code, body } = await create(cog, `/apis/example.com/${version}/namespaces/default/cogs`);
      expect([code, body.said, body.made]).toEqual([201, version, 'by the webhook']);
    }
  });

  test('cannot change what there is none of', async () => {
    await create(configMap('gone'));
    await configure('mutating', 'gone', [webhook('gone', { rules: [{ ...CONFIGMAP_RULE, operations: ['DELETE'] }] })]);
    hooks().answer('/gone', () => patching([{ op: 'add', path: '/data', value: {} }]));
    const { code, body } = await call(`${CONFIG_MAPS}/gone`, { method: 'DELETE' });
    expect([code, body.message]).toEqual([
      500,
      'Internal error occurred: admission webhook "gone.kubets.test" attempted to modify the object, which is not supported for this operation',
    ]);
  });
});

test('what has side effects is not asked in a dry run', async () => {
  const body = await configure('validating', 'dry', [webhook('dry', { sideEffects: 'NoneOnDryRun' })]);
  expect((await create(configMap('dry'), `${CONFIG_MAPS}?dryRun=All`)).code).toBe(201);
  expect(askedOf('dry')).toMatchObject([{ dryRun: true, options: { dryRun: ['All'] } }]);
  expect(body.webhooks[0].sideEffects).toBe('NoneOnDryRun');
});

test('namespaces are selected by their labels, those that are made just now, too', async () => {
  const selected = { namespaceSelector: { matchLabels: { watched: 'yes' } }, objectSelector: {} };
  const rules = [CONFIGMAP_RULE, { ...CONFIGMAP_RULE, resources: ['namespaces'] }];
  await configure('validating', 'namespaces', [webhook('namespaces', { ...selected, rules })]);
  hooks().answer('/namespaces', ({ kind }) => ({ allowed: kind.kind === 'Namespace' }));
  await create({ metadata: { name: 'watched', labels: { watched: 'yes' } } }, '/api/v1/namespaces');
  await create({ metadata: { name: 'free' } }, '/api/v1/namespaces');
  expect((await create({ metadata: { name: 'a' } }, '/api/v1/namespaces/free/configmaps')).code).toBe(201);
  expect((await create({ metadata: { name: 'a' } }, '/api/v1/namespaces/watched/configmaps')).body).toMatchObject({
    code: 400,
    message: 'admission webhook "namespaces.kubets.test" denied the request without explanation',
  });
  expect(askedOf('namespaces')).toMatchObject([{ namespace: 'watched', name: 'watched' }, { namespace: 'watched' }]);
});

test('connections are put before a webhook as their options', async () => {
  const rules = [{ ...CONFIGMAP_RULE, resources: ['pods/exec'], operations: ['CONNECT'] }];
  await configure('validating', 'exec', [webhook('exec', { rules, objectSelector: {} })]);
  hooks().answer('/exec', () => ({ allowed: false, status: { message: 'not from here' } }));
  const { body } = await call('/api/v1/namespaces/default/pods/any/exec?command=ls&stdout=true', {
    method: 'POST',
  });
  expect(body.message).toBe('admission webhook "exec.kubets.test" denied the request: not from here');
  expect(askedOf('exec')).toMatchObject([
    { kind: { kind: 'PodExecOptions' }, subResource: 'exec', object: { command: ['ls'], stdout: true }, options: null },
  ]);
});

test('webhook configurations are put before no webhook', async () => {
  const rules = [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'], operations: ['*'] }];
  const own = { matchLabels: { test: 'own' } };
  await configure('validating', 'own', [webhook('own', { rules, objectSelector: own, sideEffects: 'None' })]);
  hooks().answer('/own', () => ({ allowed: false }));
  const body = { metadata: { name: 'own-2', labels: { test: 'own' } }, webhooks: [] };
  expect((await call(configurations('mutating'), { method: 'POST', body })).code).toBe(201);
  expect((await create(configMap('own'))).code).toBe(400);
});

test('reviews of who one is, and what one may, are put before no webhook', async () => {
  const rules = ['authentication.k8s.io', 'authorization.k8s.io'].map((group) => ({
    ...CONFIGMAP_RULE,
    apiGroups: [group],
    resources: ['*'],
  }));
  await configure('validating', 'reviews', [webhook('reviews', { rules, objectSelector: {} })]);
  hooks().answer('/reviews', () => ({ allowed: false, status: { message: 'no' } }));
  for (const [path, body] of [
    ['authentication.k8s.io/v1/selfsubjectreviews', {}],
    ['authentication.k8s.io/v1/tokenreviews', { spec: { token: 'x' } }],
    [
      'authorization.k8s.io/v1/selfsubjectaccessreviews',
      { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } },
    ],
  ] as const)
    expect([path, (await create(body, `/apis/${path}`)).code]).toEqual([path, 201]);
  expect(askedOf('reviews')).toEqual([]);
});

test('a Service leads to its pods by way of their node', async () => {
  const kubelet = await startConnectingKubelet(cluster(), api(), 'node-1');
  try {
    await create(
      { metadata: { name: 'webhook' }, spec: { ports: [{ port: 443 }] } },
      '/api/v1/namespaces/default/services',
    );
    const slice = {
      metadata: { name: 'webhook-1', labels: { 'kubernetes.io/service-name': 'webhook' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.244.0.9'], nodeName: 'node-1', conditions: { ready: true } }],
      ports: [{ port: hooks().port, name: '' }],
    };
    await create(slice, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices');
    const service = { namespace: 'default', name: 'webhook', path: '/service' };
    await configure('validating', 'service', [
      webhook('service', { clientConfig: { service, caBundle: hooks().caBundle } }),
    ]);
    kubelet.leadTo('127.0.0.1');
    hooks().answer('/service', () => ({ allowed: false, status: { message: 'seen' } }));
    expect((await create(configMap('service'))).body.message).toBe(
      'admission webhook "service.kubets.test" denied the request: seen',
    );
    expect(kubelet.asked).toEqual([`10.244.0.9:${hooks().port} true`]);
  } finally {
    kubelet.stop();
  }
});

test('match conditions say of which operations a webhook is asked', async () => {
  const condition = (expression: string) => ({ matchConditions: [{ name: 'only', expression }] });
  await configure('validating', 'conditions', [
    webhook('conditions', condition("has(object.data) && object.data.a == 'b' && request.operation == 'CREATE'")),
  ]);
  hooks().answer('/conditions', () => ({ allowed: true }));
  expect((await create(configMap('conditions'))).code).toBe(201);
  expect(askedOf('conditions')).toHaveLength(0);
  expect(
    (
      await create(
        configMap('conditions', { metadata: { generateName: 'a-', labels: { test: 'conditions' } }, data: { a: 'b' } }),
      )
    ).code,
  ).toBe(201);
  expect(askedOf('conditions')).toHaveLength(1);

  await configure('mutating', 'unable', [webhook('unable', condition("object.data.none == 'b'"))]);
  await configure('mutating', 'ignored', [
    webhook('ignored', { ...condition("object.data.none == 'b'"), failurePolicy: 'Ignore' }),
  ]);
  const refused = await create(configMap('unable', { data: { a: 'b' } }));
  expect([refused.code, refused.body.message]).toEqual([
    403,
    `configmaps "unable" is forbidden: expression 'object.data.none == 'b'' resulted in error: no such key: none`,
  ]);
  expect((await create(configMap('ignored', { data: { a: 'b' } }))).code).toBe(201);
  expect(askedOf('ignored')).toHaveLength(0);

  const wrong = { metadata: { name: 'uncompiled' }, webhooks: [webhook('uncompiled', condition('object.data'))] };
  const { code, body } = await call(configurations('validating'), { method: 'POST', body: wrong });
  expect([code, body.details.causes]).toEqual([
    422,
    [
      {
        reason: 'FieldValueInvalid',
        field: 'webhooks[0].matchConditions[0].expression',
        message: 'Invalid value: "object.data": must evaluate to bool but got dyn',
      },
    ],
  ]);
});
