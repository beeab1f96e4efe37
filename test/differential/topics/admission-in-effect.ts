import type { Asked, Case } from '../case';
import { create, kindOf, leastOf, collectionOf, type Json } from './kinds';

const MAPS = collectionOf(kindOf('ConfigMap'));
const HERE = { matchLabels: { 'kubernetes.io/metadata.name': '$NS' } };
const map = (name: string, more: Json = {}) => leastOf(kindOf('ConfigMap'), { metadata: { name }, ...more });
const post = (body: Json, query = ''): Asked => ({ method: 'POST', path: `${MAPS}${query}`, body });
const json = (kind: string, spec: Json): Asked => ({
  method: 'POST',
  path: collectionOf(kindOf(kind)),
  body: { ...leastOf(kindOf(kind)), spec },
});

const policy = (spec: Json): Asked =>
  json('ValidatingAdmissionPolicy', {
    matchConstraints: {
      namespaceSelector: HERE,
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
      ],
    },
    ...spec,
  });
const binding = (spec: Json = {}): Asked =>
  json('ValidatingAdmissionPolicyBinding', { policyName: '$NAME', validationActions: ['Deny'], ...spec });
/** Whatever is called `probe` is refused: asked until it is, as policies take effect a moment after they are written. */
const PROBE = {
  expression: "request.operation == 'DELETE' || object.metadata.name != 'probe'",
  message: 'it is the probe',
};
const inEffect = (code = 422): Asked => ({ ...post(map('probe'), '?dryRun=All'), until: code });

interface Bound {
  binding?: Json;
  before?: Asked[];
  /** What a probe is answered once the policy takes effect. */
  code?: number;
}
const policies = (name: string, spec: Json, requests: readonly Asked[], more: Bound = {}): Case => ({
  topic: 'policies in effect',
  name,
  alone: true,
  before: [...(more.before ?? []), policy(spec), binding(more.binding), inEffect(more.code)],
  requests,
});
const validation = (...validations: Json[]) => ({ validations: [PROBE, ...validations] });
const one = post(map('one', { data: { a: '1', n: '7' } }), '?dryRun=All');
const VALIDATIONS: readonly Json[] = [
  { expression: "object.data.a != '1'" },
  { expression: "object.data.a != '1'", message: 'a is 1' },
  { expression: "object.data.a\n!= '1'", message: 'on two lines' },
  { expression: "object.data.a != '1'", messageExpression: "'a is ' + object.data.a" },
  { expression: "object.data.a != '1'", message: 'instead', messageExpression: 'string(object.data.none)' },
  { expression: "object.data.a != '1'", messageExpression: "''" },
  { expression: "object.data.a != '1'", messageExpression: "'a\\nb'" },
  { expression: "object.data.a != '1'", reason: 'Forbidden' },
  { expression: "object.data.a != '1'", reason: 'RequestEntityTooLarge' },
  { expression: 'object.data.none == 1' },
  { expression: 'object.spec.x == 1' },
  { expression: 'int(object.data.n) < 5' },
  { expression: 'int(object.data.a) / 0 == 1' },
  { expression: 'dyn(object.data.a) == 1' },
  { expression: "object.metadata.name in ['x']" },
  { expression: "request.userInfo.username == 'nobody'" },
  { expression: "namespaceObject.metadata.name == 'x'" },
  { expression: 'has(oldObject.metadata)' },
  { expression: 'false' },
  { expression: 'true' },
];

const limited = (kind: string, spec: Json): Asked[] => [json(kind, spec)];
const container = (resources: Json) => ({ spec: { containers: [{ name: 'c', image: 'i', resources }] } });
const LIMITS = [
  {
    type: 'Container',
    default: { cpu: '500m', memory: '1Gi' },
    defaultRequest: { cpu: '100m' },
    min: { cpu: '50m', memory: '16Mi' },
    max: { cpu: '2', memory: '2Gi' },
    maxLimitRequestRatio: { cpu: '10' },
  },
  { type: 'Pod', max: { cpu: '3' } },
  { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '5Gi' } },
];
const pod = (resources: Json, more: Json = {}): Asked => create('Pod', { ...container(resources), ...more }, {});
const dry = (asked: Asked): Asked => ({ ...asked, path: `${asked.path}?dryRun=All` });
const claim = (storage: string) =>
  dry(create('PersistentVolumeClaim', { spec: { resources: { requests: { storage } } } }));

const QUOTAS = {
  pods: '1',
  'requests.cpu': '1',
  'limits.memory': '1Gi',
  'count/configmaps': '5',
  services: '1',
  'services.nodeports': '0',
  'services.loadbalancers': '0',
  persistentvolumeclaims: '0',
  'requests.storage': '1Gi',
  secrets: '3',
};
/** Says what is used, as the controller does that is not here. */
const counted = (hard: Json, used: Json): Asked => ({
  method: 'PATCH',
  path: `${collectionOf(kindOf('ResourceQuota'))}/$NAME/status`,
  headers: { 'content-type': 'application/merge-patch+json' },
  body: JSON.stringify({ status: { hard, used } }),
});
const USED = { ...Object.fromEntries(Object.keys(QUOTAS).map((name) => [name, '0'])), 'count/configmaps': '5' };

const namespaceLabels = (labels: Json): Asked => ({
  method: 'PATCH',
  path: '/api/v1/namespaces/$NS',
  headers: { 'content-type': 'application/merge-patch+json' },
  body: JSON.stringify({
    metadata: {
      labels: Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value]),
      ),
    },
  }),
});
const GOOD = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const C = { name: 'c', image: 'i' };
const secured = (securityContext: Json, spec: Json = {}) => ({ containers: [{ ...C, securityContext }], ...spec });
const PODS: readonly Json[] = [
  secured({}),
  secured(GOOD),
  secured({ privileged: true }),
  secured({ ...GOOD, runAsNonRoot: undefined }),
  secured({ ...GOOD, runAsNonRoot: false }),
  secured({ ...GOOD, runAsUser: 0 }),
  secured({ ...GOOD, capabilities: undefined }),
  secured({ ...GOOD, capabilities: { add: ['NET_ADMIN', 'CHOWN'], drop: ['ALL'] } }),
  secured({ ...GOOD, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } }),
  secured({ ...GOOD, seccompProfile: { type: 'Unconfined' } }),
  secured({ ...GOOD, seccompProfile: undefined }),
  secured({ ...GOOD, procMount: 'Unmasked' }, { hostUsers: false }),
  secured({ ...GOOD, seLinuxOptions: { type: 'x', user: 'y' } }),
  secured({ ...GOOD, windowsOptions: { hostProcess: true } }),
  secured({ ...GOOD, appArmorProfile: { type: 'Unconfined' } }),
  secured(GOOD, { hostNetwork: true, hostPID: true, hostIPC: true }),
  secured(GOOD, {
    volumes: [
      { name: 'v', hostPath: { path: '/a' } },
      { name: 'w', nfs: { server: 'a', path: '/b' } },
    ],
  }),
  secured(GOOD, {
    securityContext: {
      sysctls: [
        { name: 'kernel.x', value: '1' },
        { name: 'net.ipv4.tcp_syncookies', value: '1' },
      ],
    },
  }),
  secured(GOOD, { securityContext: { runAsUser: 0, seccompProfile: { type: 'Unconfined' } } }),
  {
    containers: [
      {
        ...C,
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 81 },
        ],
      },
      { name: 'd', image: 'i', securityContext: { privileged: true } },
    ],
  },
  { containers: [{ ...C, securityContext: GOOD, livenessProbe: { httpGet: { port: 80, host: '1.2.3.4' } } }] },
  {
    containers: [C],
    initContainers: [
      { name: 'x', image: 'i', securityContext: GOOD },
      { name: 'y', image: 'i' },
    ],
  },
  {
    containers: [{ ...C, securityContext: { ...GOOD, runAsNonRoot: undefined } }],
    securityContext: { runAsNonRoot: true },
    os: { name: 'windows' },
  },
];
const guarded = (name: string, labels: Json, before: readonly Asked[], requests: readonly Asked[]): Case => ({
  topic: 'pod security',
  name,
  alone: true,
  before: [namespaceLabels(labels), ...before],
  requests,
});
const refused: Asked = {
  ...dry(create('Pod', { metadata: { name: 'probe' }, spec: { hostNetwork: true } })),
  until: 403,
};
const workload = (kind: string, spec: Json) => dry(create(kind, { spec: { template: { spec } } }));

export const ADMISSION_IN_EFFECT: readonly Case[] = [
  ...VALIDATIONS.map((one, index) =>
    policies(`validation ${index}: ${one.expression}`, validation(one), [
      post(map('one', { data: { a: '1', n: '7' } }), '?dryRun=All'),
    ]),
  ),
  policies(
    'several refuse',
    validation({ expression: 'false', message: 'x' }, { expression: 'false', message: 'y', reason: 'Forbidden' }),
    [one],
  ),
  policies(
    'variables',
    {
      ...validation({ expression: "variables.a != '1'", messageExpression: "'it is ' + variables.a" }),
      variables: [{ name: 'a', expression: 'object.data.a' }],
    },
    [one],
  ),
  policies(
    'a variable that fails',
    { ...validation({ expression: "variables.a != '1'" }), variables: [{ name: 'a', expression: 'object.none.b' }] },
    [one],
  ),
  policies(
    'conditions',
    {
      ...validation({ expression: 'false' }),
      matchConditions: [{ name: 'a', expression: "object.metadata.name != 'free'" }],
    },
    [one, post(map('free'), '?dryRun=All')],
  ),
  policies(
    'a condition that fails',
    {
      ...validation(),
      matchConditions: [{ name: 'a', expression: "object.metadata.name == 'probe' || object.none.b == 1" }],
    },
    [one],
  ),
  policies('failing open', { ...validation({ expression: 'object.none.b == 1' }), failurePolicy: 'Ignore' }, [one]),
  policies('warns', validation(), [post(map('one'), '?dryRun=All'), post(map('probe'), '?dryRun=All')], {
    binding: { validationActions: ['Deny', 'Audit'] },
  }),
  policies(
    'updates and deletes',
    validation(
      { expression: "request.operation != 'UPDATE' || object.data.a == oldObject.data.a", message: 'a stays' },
      { expression: "request.operation != 'DELETE'", message: 'it stays' },
    ),
    [
      post(map('one')),
      { method: 'PUT', path: `${MAPS}/one`, body: map('one', { data: { a: '2' } }) },
      {
        method: 'PATCH',
        path: `${MAPS}/one`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"data":{"a":"3"}}',
      },
      {
        method: 'PATCH',
        path: `${MAPS}/one?fieldManager=me&force=true`,
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"4"}}',
      },
      { method: 'DELETE', path: `${MAPS}/one` },
      { method: 'DELETE', path: MAPS },
    ],
  ),
  ...(
    [
      { name: 'params' },
      { name: 'none' },
      { name: 'none', parameterNotFoundAction: 'Allow' },
      { selector: { matchLabels: { none: '' } } },
      { selector: {} },
    ] as Json[]
  ).map((paramRef, index) =>
    policies(
      `parameters ${index}: ${JSON.stringify(paramRef)}`,
      {
        ...validation({
          expression: "object.metadata.name == 'params' || params.data.a != object.data.a",
          messageExpression: "'not ' + params.data.a",
        }),
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      },
      [one],
      {
        before: [post(map('params'))],
        binding: { paramRef: { parameterNotFoundAction: 'Deny', ...paramRef } },
        // Where a policy has nothing to say there is nothing to wait for.
        code: paramRef.parameterNotFoundAction === 'Allow' ? 201 : 422,
      },
    ),
  ),
  {
    topic: 'limits in effect',
    name: 'of containers, pods and claims',
    alone: true,
    before: [...limited('LimitRange', { limits: LIMITS }), { ...dry(pod({ requests: { cpu: '1m' } })), until: 403 }],
    requests: [
      dry(pod({})),
      dry(pod({ requests: { cpu: '10m' } })),
      dry(pod({ limits: { cpu: '3' } })),
      dry(pod({ limits: { cpu: '4', memory: '8Gi' } })),
      dry(pod({ requests: { cpu: '50m' }, limits: { cpu: '1' } })),
      dry(pod({ requests: { memory: '1Mi' } })),
      dry(pod({ limits: { memory: '1Mi' } })),
      dry(
        create('Pod', {
          spec: {
            containers: ['a', 'b', 'd'].map((name) => ({ name, image: 'i', resources: { limits: { cpu: '1500m' } } })),
          },
        }),
      ),
      dry(
        create('Pod', {
          spec: { containers: [C], initContainers: [{ name: 'x', image: 'i', resources: { limits: { cpu: '9' } } }] },
        }),
      ),
      claim('1Mi'),
      claim('2Gi'),
      claim('6Gi'),
    ],
  },
  {
    topic: 'quotas in effect',
    name: 'of what is counted',
    alone: true,
    before: [
      ...limited('ResourceQuota', { hard: QUOTAS }),
      counted(QUOTAS, USED),
      { ...dry(create('ConfigMap')), until: 403 },
    ],
    requests: [
      dry(create('ConfigMap')),
      dry(pod({})),
      dry(pod({ requests: { cpu: '2' } })),
      dry(pod({ requests: { cpu: '2', memory: '2Gi' }, limits: { cpu: '3', memory: '3Gi' } })),
      dry(pod({ requests: { cpu: '500m' }, limits: { memory: '1Gi' } })),
      dry(create('Service', { spec: { type: 'NodePort' } })),
      dry(create('Service', { spec: { type: 'LoadBalancer' } })),
      dry(create('PersistentVolumeClaim')),
      dry(create('PersistentVolumeClaim', { spec: { resources: { requests: { storage: '2Gi' } } } })),
      dry(create('Deployment')),
      dry(create('Secret')),
    ],
  },
  {
    topic: 'quotas in effect',
    name: 'by scope',
    alone: true,
    before: [
      ...limited('ResourceQuota', { hard: { pods: '0' }, scopes: ['BestEffort'] }),
      counted({ pods: '0' }, { pods: '0' }),
      { ...dry(pod({})), until: 403 },
    ],
    requests: [dry(pod({})), dry(pod({ requests: { cpu: '1' } }))],
  },
  guarded(
    'privileged is refused',
    { enforce: 'baseline', 'enforce-version': 'v1.37' },
    [refused],
    PODS.map((spec) => dry(create('Pod', { spec }))),
  ),
  guarded(
    'restricted',
    { enforce: 'restricted' },
    [refused],
    [
      ...PODS.map((spec) => dry(create('Pod', { spec }))),
      ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].map((kind) =>
        workload(kind, { containers: [C] }),
      ),
    ],
  ),
  guarded(
    'warned of',
    { enforce: 'baseline', warn: 'restricted', 'warn-version': 'latest' },
    [refused],
    [
      ...PODS.map((spec) => dry(create('Pod', { spec }))),
      ...[
        'Deployment',
        'StatefulSet',
        'DaemonSet',
        'ReplicaSet',
        'ReplicationController',
        'Job',
        'CronJob',
        'PodTemplate',
      ].map((kind) => dry(create(kind))),
      ...[
        { enforce: 'x' },
        { 'enforce-version': 'x' },
        { warn: '', 'warn-version': 'v1.0' },
        { audit: 'Restricted' },
        { 'audit-version': 'v1.99' },
      ].map(namespaceLabels),
    ],
  ),
  guarded(
    'pods that are there',
    { enforce: 'privileged' },
    [create('Pod', { metadata: { name: 'p' }, spec: { hostNetwork: true } })],
    [
      { ...namespaceLabels({ enforce: 'restricted' }), path: '/api/v1/namespaces/$NS?dryRun=All' },
      { ...namespaceLabels({ enforce: 'baseline' }), path: '/api/v1/namespaces/$NS?dryRun=All' },
    ],
  ),
];
