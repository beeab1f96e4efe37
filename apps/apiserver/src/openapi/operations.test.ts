import { type Method, describePaths } from './operations';
import { resources } from './testdata/resources';

const paths = new Map(describePaths(resources).map((path) => [path.path, path]));

const cases: [string, Method, string, string][] = [
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
  ['/api/v1/namespaces/{namespace}/pods/{name}/exec', 'post', 'connect', 'connectPostCoreV1NamespacedPodExec'],
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
  [
    '/api/v1/namespaces/{namespace}/pods/{name}/log',
    'get',
    [
      'container',
      'follow',
      'insecureSkipTLSVerifyBackend',
      'limitBytes',
      'previous',
      'sinceSeconds',
      'sinceTime',
      'stream',
      'tailLines',
      'timestamps',
    ],
  ],
] as const)('%s %s takes its options from the query', (path, method, names) => {
  expect(paths.get(path)?.operations[method]?.query.map(({ name }) => name)).toEqual(names);
});

test('a scale answers with its own kind', () => {
  expect(paths.get('/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale')?.operations.put).toMatchObject({
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    body: { definition: 'io.k8s.api.autoscaling.v1.Scale', required: true },
    answer: 'io.k8s.api.autoscaling.v1.Scale',
  });
});
