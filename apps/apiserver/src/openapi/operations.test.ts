import { schema } from '@kubets/proto-gen/schema';
import { type Method, describePaths } from './operations';
import type { OpenApiResource } from './open-api-resource';
import { deployments, pods, resources } from './testdata/resources';

const paths = new Map(describePaths(resources).map((path) => [path.path, path]));

const cases: [string, Method, string, string][] = [
  ['/api/v1/watch/pods', 'get', 'watchlist', 'watchCoreV1PodListForAllNamespaces'],
  ['/api/v1/watch/namespaces/{namespace}/pods', 'get', 'watchlist', 'watchCoreV1NamespacedPodList'],
  ['/api/v1/watch/namespaces/{namespace}/pods/{name}', 'get', 'watch', 'watchCoreV1NamespacedPod'],
  [
    '/api/v1/namespaces/{namespace}/pods/{name}/proxy/{path}',
    'head',
    'connect',
    'connectCoreV1HeadNamespacedPodProxyWithPath',
  ],
  ['/api/v1/namespaces/{namespace}/pods', 'get', 'list', 'listCoreV1NamespacedPod'],
  ['/api/v1/namespaces/{namespace}/pods', 'post', 'post', 'createCoreV1NamespacedPod'],
  ['/api/v1/namespaces/{namespace}/pods', 'delete', 'deletecollection', 'deleteCoreV1CollectionNamespacedPod'],
  ['/api/v1/pods', 'get', 'list', 'listCoreV1PodForAllNamespaces'],
  ['/api/v1/namespaces/{namespace}/pods/{name}', 'get', 'get', 'readCoreV1NamespacedPod'],
  ['/api/v1/namespaces/{namespace}/pods/{name}', 'put', 'put', 'replaceCoreV1NamespacedPod'],
  ['/api/v1/namespaces/{namespace}/pods/{name}', 'patch', 'patch', 'patchCoreV1NamespacedPod'],
  ['/api/v1/namespaces/{namespace}/pods/{name}', 'delete', 'delete', 'deleteCoreV1NamespacedPod'],
  ['/api/v1/namespaces/{namespace}/pods/{name}/status', 'patch', 'patch', 'patchCoreV1NamespacedPodStatus'],
  ['/api/v1/namespaces/{namespace}/pods/{name}/eviction', 'post', 'post', 'createCoreV1NamespacedPodEviction'],
  ['/api/v1/namespaces/{namespace}/pods/{name}/log', 'get', 'get', 'readCoreV1NamespacedPodLog'],
  ['/api/v1/namespaces/{namespace}/pods/{name}/exec', 'post', 'connect', 'connectCoreV1PostNamespacedPodExec'],
  [
    '/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale',
    'get',
    'get',
    'readAppsV1NamespacedDeploymentScale',
  ],
  ['/apis/rbac.authorization.k8s.io/v1/clusterroles/{name}', 'get', 'get', 'readRbacAuthorizationV1ClusterRole'],
  ['/apis/authentication.k8s.io/v1/tokenreviews', 'post', 'post', 'createAuthenticationV1TokenReview'],
];

test.each(cases)('%s %s is %s', (path, method, action, id) => {
  expect(paths.get(path)?.operations[method]).toMatchObject({ action, id });
});

test('operation ids are unique', () => {
  const ids = [...paths.values()].flatMap((path) => Object.values(path.operations).map((one) => one.id));
  expect(new Set(ids).size).toBe(ids.length);
});

test('a path without an operation is left out', () => {
  expect([...paths.keys()].filter((path) => path.includes('tokenreviews'))).toEqual([
    '/apis/authentication.k8s.io/v1/tokenreviews',
  ]);
});

test.each([
  ['/api/v1/namespaces/{namespace}/pods/{name}', 'patch', ['dryRun', 'fieldManager', 'fieldValidation', 'force']],
  ['/api/v1/namespaces/{namespace}/pods', 'post', ['dryRun', 'fieldManager', 'fieldValidation']],
  ['/api/v1/namespaces/{namespace}/pods/{name}/log', 'get', []],
] as const)('%s %s takes its own options from the query', (path, method, names) => {
  expect(paths.get(path)?.operations[method]?.query.map(({ name }) => name)).toEqual(names);
});

test.each([
  ['/api/v1/namespaces/{namespace}/pods', ['namespace', 'pretty']],
  ['/api/v1/namespaces/{namespace}/pods/{name}', ['name', 'namespace', 'pretty']],
  [
    '/api/v1/namespaces/{namespace}/pods/{name}/log',
    [
      'container',
      'follow',
      'insecureSkipTLSVerifyBackend',
      'limitBytes',
      'name',
      'namespace',
      'pretty',
      'previous',
      'sinceSeconds',
      'stream',
      'tailLines',
      'timestamps',
    ],
  ],
  [
    '/api/v1/namespaces/{namespace}/pods/{name}/exec',
    ['command', 'container', 'name', 'namespace', 'stderr', 'stdin', 'stdout', 'tty'],
  ],
])('what every operation of %s takes is told once', (path, names) => {
  expect(paths.get(path)?.parameters.map(({ name }) => name)).toEqual(names);
});

test('a deletion answers with a Status, or with what the object was where it does', () => {
  const answers = (one: OpenApiResource) =>
    describePaths([one]).find(({ path }) => path.endsWith('/{name}'))?.operations.delete?.answer;
  expect(answers(deployments)).toBe('io.k8s.apimachinery.pkg.apis.meta.v1.Status');
  expect(answers({ ...pods, returnsDeletedObject: true })).toBe('io.k8s.api.core.v1.Pod');
});

test('a scale answers with its own kind', () => {
  expect(paths.get('/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale')?.operations.put).toMatchObject({
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    body: { definition: 'io.k8s.api.autoscaling.v1.Scale', required: true },
    answer: 'io.k8s.api.autoscaling.v1.Scale',
  });
});

describe('a custom kind, as Kubernetes tells of it', () => {
  const thing = { ...pods, group: 'example.com', schema: schema.message(pods.message) };
  const custom = new Map(describePaths([thing]).map((path) => [path.path, path.operations]));
  const COLLECTION = '/apis/example.com/v1/namespaces/{namespace}/pods';
  const TYPES = ['application/json', 'application/yaml'];

  test('is watched by a parameter alone', () =>
    expect([...custom.keys()].filter((path) => path.includes('/watch/'))).toEqual([]));
  test('is never in protobuf', () =>
    expect(
      [...custom.values()].flatMap((one) => Object.values(one)).filter(({ action }) => action !== 'connect'),
    ).toEqual(expect.not.arrayContaining([expect.not.objectContaining({ produces: TYPES })])));
  test('is sent as JSON or YAML', () => {
    expect(custom.get(COLLECTION)?.post?.body?.mediaTypes).toEqual(TYPES);
    expect(custom.get(`${COLLECTION}/{name}`)?.delete?.body).toMatchObject({ required: false, mediaTypes: TYPES });
  });
  test('is deleted as a list is selected', () => {
    const deletes = describePaths([{ ...thing, verbs: ['deletecollection'] }])[0];
    expect(deletes?.operations.delete).not.toHaveProperty('body.definition');
    expect(deletes?.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['watch', 'labelSelector']));
    expect(deletes?.parameters.map(({ name }) => name)).not.toContain('propagationPolicy');
  });
  test('is read at a revision', () =>
    expect(custom.get(`${COLLECTION}/{name}`)?.get?.query.map(({ name }) => name)).toEqual(['resourceVersion']));
  test('is patched where it is', () =>
    expect(custom.get(`${COLLECTION}/{name}/status`)?.patch?.codes).toEqual({ 200: 'OK' }));
  test('is what each of its parts is of', () =>
    expect(custom.get(`${COLLECTION}/{name}/status`)?.get?.kind).toMatchObject({ group: 'example.com', kind: 'Pod' }));
});

describe('patches that are told of', () => {
  const [builtIn] = [...paths.values()].filter(({ path }) => path.endsWith('/pods/{name}'));
  const custom = describePaths([{ ...pods, group: 'example.com', schema: schema.message(pods.message) }]);
  const typesAt = (path: string) => custom.find((one) => one.path.endsWith(path))?.operations.patch?.body?.mediaTypes;
  const any = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

  test('of a kind of Kubernetes', () =>
    expect([...(builtIn?.operations.patch?.body?.mediaTypes ?? [])].sort()).toEqual(
      [...any, 'application/strategic-merge-patch+json'].sort(),
    ));
  test.each(['/pods/{name}', '/pods/{name}/status'])('of a custom one: %s', (path) =>
    expect(typesAt(path)).toEqual(any),
  );
});
