import type { Case } from '../case';
import { tried, triedDry, type Tried } from './validation';

const NAMES: Tried = {
  'metadata.name': ['a.b', 'A', 'a_b', 'a:b', 'a/b', '..', 'x'.repeat(253), 'x'.repeat(254)],
  'metadata.labels': [{ 'a b': 'c' }],
};
const RULE = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

export const CONFIGURATION_FIELDS: readonly Case[] = [
  ...tried(
    'ConfigMap',
    {},
    {
      ...NAMES,
      data: [
        {},
        null,
        { 'a b': '1' },
        { '': '1' },
        { '..': '1' },
        { '.': '1' },
        { '..a': '1' },
        { ['x'.repeat(254)]: '1' },
        { a: 1 },
        { a: null },
        { a: true },
        'x',
        [],
      ],
      binaryData: [{ b: 'MQ==' }, { a: 'MQ==' }, { b: '%' }, { 'a b': '' }, { b: 'MQ' }],
      immutable: [true, 'x'],
    },
  ),
  ...tried(
    'Secret',
    {},
    {
      ...NAMES,
      data: [{ a: 'x' }, { a: '' }, { 'a b': 'MQ==' }, {}, { a: null }],
      stringData: [{ a: 'x' }, { b: 'y' }, { 'a b': 'x' }, { a: 1 }],
      type: [
        'Opaque',
        '',
        'x',
        'a b',
        'kubernetes.io/tls',
        'kubernetes.io/dockerconfigjson',
        'kubernetes.io/dockercfg',
        'kubernetes.io/basic-auth',
        'kubernetes.io/ssh-auth',
        'kubernetes.io/service-account-token',
        'bootstrap.kubernetes.io/token',
      ],
      immutable: [true],
    },
  ),
  ...tried('Secret', { type: 'kubernetes.io/tls' }, { data: [{ 'tls.crt': '', 'tls.key': '' }, { 'tls.crt': '' }] }),
  ...tried(
    'Secret',
    { type: 'kubernetes.io/dockerconfigjson' },
    { data: [{ '.dockerconfigjson': 'e30=' }, { '.dockerconfigjson': 'eA==' }] },
  ),
  ...tried('Secret', { type: 'kubernetes.io/basic-auth' }, { data: [{ username: 'YQ==' }, {}] }),
  ...tried(
    'Secret',
    { type: 'kubernetes.io/ssh-auth' },
    { data: [{ 'ssh-privatekey': '' }, { 'ssh-privatekey': 'YQ==' }] },
  ),
  ...tried(
    'Secret',
    { type: 'kubernetes.io/service-account-token' },
    { 'metadata.annotations': [{ 'kubernetes.io/service-account.name': 'default' }] },
  ),
  ...tried(
    'ServiceAccount',
    {},
    {
      ...NAMES,
      secrets: [[{ name: 'a' }], [{}]],
      imagePullSecrets: [[{ name: 'a' }], [{}]],
      automountServiceAccountToken: [false],
    },
  ),
  ...tried(
    'Namespace',
    {},
    {
      'metadata.name': ['a.b', 'A', '1', 'x'.repeat(63), 'x'.repeat(64)],
      'metadata.labels': [{ 'kubernetes.io/metadata.name': 'other' }],
      'spec.finalizers': [['kubernetes'], ['x'], ['example.com/a'], []],
      'status.phase': ['Terminating', 'x'],
      'metadata.generateName': ['gen-'],
    },
  ),
  ...tried(
    'Event',
    {},
    {
      ...NAMES,
      involvedObject: [{}, { namespace: 'other' }, { kind: 'Node', name: 'n' }, undefined],
      type: ['Warning', 'x', ''],
      eventTime: ['2026-01-31T09:30:00.000000Z', null, 'x'],
      action: ['a'],
      count: [-1],
      reportingController: ['example.com/a', 'a b'],
      firstTimestamp: ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.5Z', 'x', null, 5],
    },
  ),
  ...tried(
    'Lease',
    {},
    {
      ...NAMES,
      'spec.leaseDurationSeconds': [0, -1, 1],
      'spec.leaseTransitions': [-1],
      'spec.holderIdentity': ['', null],
      'spec.renewTime': ['2026-01-31T09:30:00.123456Z', '2026-01-31T09:30:00Z', '2026-01-31T09:30:00.123456789Z', 'x'],
      'spec.strategy': ['OldestEmulationVersion', 'x', ''],
      'spec.preferredHolder': ['a', ''],
      spec: [{}, undefined],
    },
  ),
];

export const CLUSTER_FIELDS: readonly Case[] = [
  ...tried(
    'Node',
    {},
    {
      'metadata.name': ['a.b', 'A', 'a_b'],
      'spec.taints': [
        [{ key: 'a' }],
        [{ key: 'a b', effect: 'NoSchedule' }],
        [{ key: 'a', effect: 'x' }],
        [{ key: 'a', value: 'b c', effect: 'NoSchedule' }],
        [
          { key: 'a', effect: 'NoSchedule' },
          { key: 'a', effect: 'NoSchedule' },
        ],
        [{}],
      ],
      'spec.podCIDR': ['10.1.0.0/24', 'x', '10.1.0.1/24'],
      'spec.podCIDRs': [['10.1.0.0/24'], ['10.1.0.0/24', '10.2.0.0/24'], ['10.1.0.0/24', 'fd00::/64'], ['x']],
      'spec.providerID': ['a'],
      'spec.externalID': ['a'],
      'spec.unschedulable': [false],
      'status.capacity': [{ cpu: '1', pods: '110' }, { cpu: '-1' }, { x: '1' }, { pods: '1.5' }],
      'status.addresses': [
        [{ type: 'InternalIP', address: '1.2.3.4' }],
        [
          { type: 'InternalIP', address: '1.2.3.4' },
          { type: 'InternalIP', address: '1.2.3.4' },
        ],
      ],
      'metadata.labels': [{ 'kubernetes.io/hostname': 'a' }],
    },
  ),
  ...tried(
    'ClusterRole',
    {},
    {
      'metadata.name': ['a:b', 'a/b', '.', 'A'],
      rules: [
        [],
        null,
        [{}],
        [{ ...RULE, verbs: [] }],
        [{ ...RULE, nonResourceURLs: ['/a'] }],
        [{ nonResourceURLs: ['/a'], verbs: ['get'] }],
        [{ ...RULE, apiGroups: undefined }],
        [{ ...RULE, resources: undefined }],
        [{ ...RULE, resourceNames: ['a'] }],
      ],
      aggregationRule: [
        { clusterRoleSelectors: [] },
        { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
        { clusterRoleSelectors: [{ matchLabels: { 'a b': 'c' } }] },
      ],
    },
  ),
  ...tried(
    'Role',
    {},
    { 'metadata.name': ['a:b', '..'], rules: [[{ nonResourceURLs: ['/a'], verbs: ['get'] }], [{}], undefined] },
  ),
  ...['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) =>
    tried(
      kind,
      {},
      {
        subjects: [
          [],
          undefined,
          [{}],
          [{ kind: 'User', name: '' }],
          [{ kind: 'x', name: 'a' }],
          [{ kind: 'ServiceAccount', name: 'a' }],
          [{ kind: 'ServiceAccount', name: 'A_', namespace: 'n' }],
          [{ kind: 'User', name: 'a', apiGroup: 'x' }],
          [{ kind: 'User', name: 'a' }],
          [{ kind: 'Group', name: 'a', namespace: 'n' }],
        ],
        roleRef: [
          undefined,
          {},
          { kind: 'Role', name: 'a' },
          { kind: 'x', name: 'a', apiGroup: 'rbac.authorization.k8s.io' },
          { kind: 'ClusterRole', name: '', apiGroup: 'rbac.authorization.k8s.io' },
          { kind: 'ClusterRole', name: 'a', apiGroup: 'x' },
          { kind: 'ClusterRole', name: 'a/b', apiGroup: 'rbac.authorization.k8s.io' },
        ],
      },
    ),
  ),
  ...triedDry(
    'ServiceCIDR',
    {},
    {
      'metadata.name': ['a.b', 'A'],
      'spec.cidrs': [
        [],
        ['x'],
        ['198.51.100.1/24'],
        ['198.51.100.0/24', '198.51.101.0/24'],
        ['198.51.100.0/24', 'fd00::/64'],
        ['fd00:0::/64'],
        undefined,
      ],
    },
  ),
  ...tried(
    'IPAddress',
    { metadata: { name: '198.51.100.77' } },
    {
      'metadata.name': ['x', '198.51.100.077', 'FD00::1', 'fd00::1', '198.51.100.78'],
      'spec.parentRef': [
        undefined,
        {},
        { resource: 'services' },
        { resource: 'services', name: 'a/b' },
        { group: 'A_', resource: 'services', name: 'a' },
        { resource: 'services', name: 'a', namespace: 'A_' },
      ],
    },
  ),
];

const SLICE = { endpoints: [{ addresses: ['198.51.100.8'] }] };
export const ENDPOINT_FIELDS: readonly Case[] = [
  ...tried('EndpointSlice', SLICE, {
    ...NAMES,
    addressType: ['IPv6', 'FQDN', 'x', '', undefined],
    endpoints: [
      [],
      undefined,
      null,
      [{}],
      [{ addresses: [] }],
      [{ addresses: ['x'] }],
      [{ addresses: ['::1'] }],
      [{ addresses: ['127.0.0.1'] }],
      [{ addresses: ['0.0.0.0'] }],
      [{ addresses: ['169.254.1.1'] }],
      [{ addresses: ['001.2.3.4'] }],
      [{ addresses: Array.from({ length: 101 }, (_, index) => `198.51.100.${index}`) }],
    ],
    'endpoints[0].hostname': ['a', 'A', 'a.b', ''],
    'endpoints[0].nodeName': ['n', 'N_'],
    'endpoints[0].zone': ['a', 'a b'],
    'endpoints[0].conditions': [{ ready: true }, { ready: null }, { serving: false, terminating: true }],
    'endpoints[0].hints': [
      { forZones: [{ name: 'a' }] },
      { forZones: [{ name: '' }] },
      { forNodes: [{ name: 'a' }] },
      { forZones: Array.from({ length: 9 }, (_, index) => ({ name: `z${index}` })) },
    ],
    'endpoints[0].targetRef': [{ kind: 'Pod', name: 'a', namespace: 'n', uid: 'u' }],
    'endpoints[0].deprecatedTopology': [{ a: 'b' }],
    ports: [
      [],
      undefined,
      [{}],
      [{ port: 0 }],
      [{ port: 70000 }],
      [{ name: 'A', port: 1 }],
      [
        { name: 'a', port: 1 },
        { name: 'a', port: 2 },
      ],
      [{ port: 1, protocol: 'x' }],
      [{ port: 1, appProtocol: 'a b' }],
      [{ port: null }],
    ],
  }),
  ...tried('EndpointSlice', { addressType: 'FQDN' }, { 'endpoints[0].addresses': [['a.b'], ['A_'], ['a']] }),
  ...tried(
    'EndpointSlice',
    { addressType: 'IPv6' },
    { 'endpoints[0].addresses': [['fd00::1'], ['fd00:0::1'], ['::ffff:1.2.3.4'], ['fe80::1']] },
  ),
  ...tried(
    'Endpoints',
    {},
    {
      ...NAMES,
      subsets: [
        [],
        [{}],
        [{ addresses: [] }],
        [{ ports: [{ port: 80 }] }],
        [{ addresses: [{ ip: 'x' }], ports: [{ port: 80 }] }],
        [{ addresses: [{ ip: '127.0.0.1' }], ports: [{ port: 80 }] }],
        [{ addresses: [{}] }],
        [{ addresses: [{ ip: '1.2.3.4', hostname: 'A' }] }],
        [{ addresses: [{ ip: '1.2.3.4', nodeName: 'A_' }] }],
        [{ notReadyAddresses: [{ ip: '1.2.3.4' }], ports: [{ port: 80 }] }],
      ],
      'subsets[0].ports': [
        [],
        [{ port: 0 }],
        [{ port: 80 }, { port: 81 }],
        [{ port: 80, name: 'A' }],
        [{ port: 80, protocol: 'x' }],
        [{ port: 80, appProtocol: 'a b' }],
      ],
    },
  ),
];

export const REVIEW_FIELDS: readonly Case[] = [
  ...tried(
    'SubjectAccessReview',
    {},
    {
      spec: [
        {},
        { user: 'a' },
        { resourceAttributes: { verb: 'get' } },
        { user: 'a', resourceAttributes: {}, nonResourceAttributes: { path: '/', verb: 'get' } },
        { user: 'a', nonResourceAttributes: { path: '/healthz', verb: 'get' } },
        { groups: ['system:masters'], nonResourceAttributes: { path: '/x', verb: 'get' } },
      ],
      'metadata.name': ['x'],
      'spec.resourceAttributes.labelSelector': [
        { rawSelector: 'a=b' },
        { requirements: [{ key: 'a', operator: 'x' }] },
        { rawSelector: 'a=b', requirements: [] },
      ],
      'spec.resourceAttributes.fieldSelector': [{ rawSelector: 'a=b' }],
    },
  ),
  ...tried(
    'SelfSubjectAccessReview',
    {},
    { spec: [{}, { resourceAttributes: { verb: '*', resource: '*', group: '*' } }], 'metadata.namespace': ['x'] },
  ),
  ...tried(
    'LocalSubjectAccessReview',
    {},
    {
      'spec.resourceAttributes.namespace': ['other', ''],
      spec: [{ user: 'a', nonResourceAttributes: { path: '/', verb: 'get' } }, {}],
    },
  ),
  ...tried('SelfSubjectRulesReview', {}, { 'spec.namespace': ['', 'default'] }),
  ...tried('TokenReview', {}, { 'spec.token': ['', 'x', 'a.b.c'], 'spec.audiences': [['a']], spec: [undefined] }),
  ...tried('SelfSubjectReview', {}, { 'metadata.name': ['x'] }),
];
