import { MANDATORY_SCHEMAS, SUGGESTED_SCHEMAS } from './bootstrap-objects';
import { createClassifier, type FlowRequest } from './classifier';

const classify = createClassifier([...SUGGESTED_SCHEMAS, ...MANDATORY_SCHEMAS]);
const USER = 'system:authenticated';
const ACCOUNT = 'system:serviceaccount:kube-system:a';
const ACCOUNTS = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', USER];

const pods: FlowRequest = {
  verb: 'list',
  isResourceRequest: true,
  group: '',
  resource: 'pods',
  subresource: '',
  namespace: 'shop',
  path: '',
};
const leases = { ...pods, verb: 'update', group: 'coordination.k8s.io', resource: 'leases' };
const at = (path: string, verb = 'get'): FlowRequest => ({
  ...pods,
  isResourceRequest: false,
  resource: '',
  namespace: '',
  verb,
  path,
});

test.each<[string, string[], FlowRequest, [string, string]]>([
  ['root', ['system:masters'], pods, ['exempt', '']],
  ['system:anonymous', ['system:unauthenticated'], at('/healthz'), ['probes', '']],
  ['system:anonymous', ['system:unauthenticated'], at('/healthz', 'post'), ['global-default', 'system:anonymous']],
  ['ann', [USER], pods, ['global-default', 'ann']],
  ['system:node:n', ['system:nodes', USER], pods, ['system-nodes', 'system:node:n']],
  ['system:node:n', ['system:nodes', USER], leases, ['system-node-high', 'system:node:n']],
  [
    'system:node:n',
    ['system:nodes', USER],
    { ...pods, verb: 'patch', resource: 'nodes', subresource: 'status', namespace: '' },
    ['system-node-high', 'system:node:n'],
  ],
  ['system:kube-scheduler', [USER], leases, ['system-leader-election', 'system:kube-scheduler']],
  ['system:kube-scheduler', [USER], pods, ['kube-scheduler', 'shop']],
  [ACCOUNT, ACCOUNTS, pods, ['kube-system-service-accounts', 'shop']],
  [ACCOUNT, ACCOUNTS, leases, ['system-leader-election', ACCOUNT]],
  [
    'system:serviceaccount:shop:a',
    ['system:serviceaccounts', USER],
    pods,
    ['service-accounts', 'system:serviceaccount:shop:a'],
  ],
])('%s in %j asking for %j', (username, groups, request, [name, distinguisher]) => {
  const flow = classify({ username, groups }, request);
  expect([flow?.schema.metadata?.name, flow?.distinguisher]).toEqual([name, distinguisher]);
});

test('of rules for some namespaces, paths and users those count that match', () => {
  const rule = (resourceRules: object[], nonResourceRules: object[] = []) => [
    { subjects: [{ kind: 'User', user: { name: 'ann' } }], resourceRules, nonResourceRules },
  ];
  const schema = (name: string, rules: object[]) => ({ metadata: { name }, spec: { matchingPrecedence: 5, rules } });
  const some = { verbs: ['list'], apiGroups: [''], resources: ['pods'] };
  const one = createClassifier([
    schema('b', rule([{ ...some, namespaces: ['shop'] }])),
    schema('a', rule([{ ...some, clusterScope: true }], [{ verbs: ['get'], nonResourceURLs: ['/a/*', '/b'] }])),
  ]);
  const nameOf = (request: FlowRequest, username = 'ann') =>
    one({ username, groups: [] }, request)?.schema.metadata?.name;
  expect(nameOf(pods)).toBe('b');
  expect(nameOf(pods, 'bob')).toBeUndefined();
  expect(nameOf({ ...pods, namespace: 'other' })).toBeUndefined();
  expect(nameOf({ ...pods, namespace: '' })).toBe('a');
  expect(nameOf({ ...pods, subresource: 'log' })).toBeUndefined();
  expect(['/a/c', '/a', '/b', '/b/c'].map((path) => nameOf(at(path)))).toEqual(['a', undefined, 'a', undefined]);
});
