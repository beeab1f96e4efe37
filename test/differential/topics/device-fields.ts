import type { Asked, Case } from '../case';
import { collectionOf, create, get, itemPath, kindOf } from './kinds';
import { tried } from './validation';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const MERGE = { 'content-type': 'application/merge-patch+json' };
const merge = (kind: string, body: unknown, rest = ''): Asked => ({
  method: 'PATCH',
  path: itemPath(kind, rest),
  headers: MERGE,
  body,
});

const life = (kind: string, ...changes: readonly [unknown, string?][]): Case => ({
  topic: `${kindOf(kind).plural}: life`,
  name: 'made, changed, gone',
  requests: [
    create(kind),
    get(kind, '', TABLE),
    ...changes.flatMap(([body, rest]) => [merge(kind, body, rest), get(kind)]),
    { method: 'GET', path: collectionOf(kindOf(kind)), headers: TABLE },
    { method: 'DELETE', path: itemPath(kind) },
    get(kind),
  ],
});

const cel = (expression: string) => [{ cel: { expression } }];
const exactly = { deviceClassName: 'c' };
const DEVICES = {
  'requests[0].name': ['', 'A', 'a/b'],
  'requests[0].exactly': [undefined, {}, { deviceClassName: 'A' }],
  'requests[0].exactly.allocationMode': ['All', 'X', ''],
  'requests[0].exactly.count': [0, 2, -1],
  'requests[0].exactly.adminAccess': [true, false],
  'requests[0].exactly.selectors': [
    [{}],
    cel(''),
    cel('true'),
    cel('1'),
    cel('device.x'),
    cel('device.attributes["a.b"].c'),
    cel('device.attributes["a.b"].c == "x" && device.capacity["a.b"].m.compareTo(quantity("1Gi")) > 0'),
    cel('device.allowMultipleAllocations'),
    cel('device.attributes.all(d, device.attributes.all(e, device.attributes.all(f, f.contains(d + e))))'),
    cel(`"${'x'.repeat(10_240)}" == ""`),
    Array.from({ length: 33 }, () => cel('true')[0]),
  ],
  'requests[0].exactly.tolerations': [
    [{}],
    [{ operator: 'Exists', value: 'x' }],
    [{ operator: 'X', effect: 'Y' }],
    [{ key: 'a b' }],
    [{ value: '-' }],
  ],
  'requests[0].exactly.capacity': [{ requests: { m: '1Gi' } }],
  'requests[0].firstAvailable': [[], [{ name: 'x', deviceClassName: 'c' }]],
  requests: [
    undefined,
    [],
    [
      {
        name: 'r',
        firstAvailable: [
          { name: 'a', deviceClassName: 'c' },
          { name: 'a', deviceClassName: 'c' },
        ],
      },
    ],
    [
      {
        name: 'r',
        firstAvailable: Array.from({ length: 9 }, (_, index) => ({ name: `c${index}`, deviceClassName: 'c' })),
      },
    ],
    [
      { name: 'r', exactly },
      { name: 'r', exactly },
    ],
    Array.from({ length: 33 }, (_, index) => ({ name: `r${index}`, exactly })),
  ],
  constraints: [
    [{}],
    [{ requests: ['r', 'r', 'x'], matchAttribute: 'a.b/c' }],
    [{ matchAttribute: 'c' }, { matchAttribute: 'a b/c' }, { matchAttribute: '/c' }, { distinctAttribute: 'a/' }],
    [{ matchAttribute: 'a.b/c', distinctAttribute: 'a.b/d' }],
  ],
  config: [
    [{}],
    [{ requests: ['r', 'r/x', 'a/b/c'], opaque: { driver: 'a.b', parameters: { a: 1 } } }],
    [{ opaque: { driver: 'a.b' } }],
    [{ opaque: { driver: '', parameters: {} } }],
    [{ opaque: { driver: 'a b', parameters: {} } }],
    [{ opaque: { driver: 'x'.repeat(64), parameters: {} } }],
    [{ opaque: { driver: 'a.b', parameters: { a: 'x'.repeat(10_240) } } }],
  ],
};
const under = (path: string) =>
  Object.fromEntries(Object.entries(DEVICES).map(([key, all]) => [`${path}.${key}`, all]));

const device = (more: object, rest: object = {}) => ({ devices: [{ name: 'd', ...more }], ...rest });
const capacity = (requestPolicy: unknown, more: object = { allowMultipleAllocations: true }) =>
  device({ capacity: { m: { value: '10', requestPolicy } }, ...more });
const many = (count: number, one: (index: number) => object) => Array.from({ length: count }, (_, index) => one(index));
const result = { request: 'r', driver: 'a.b', pool: 'p', device: 'd' };
const allocation = (more: object = {}, rest: object = {}) => ({
  allocation: { devices: { results: [{ ...result, ...more }] }, ...rest },
});
const user = (uid: string) => ({ resource: 'pods', name: 'p', uid });
const written = (name: string, ...statuses: readonly object[]): Case => ({
  topic: 'resourceclaims: status',
  name,
  requests: [
    create('ResourceClaim'),
    ...statuses.flatMap((status) => [merge('ResourceClaim', { status }, '/status'), get('ResourceClaim', '', TABLE)]),
  ],
});

/** What devices are like, who asks for them, and what of it is refused. */
export const DEVICE_FIELDS: readonly Case[] = [
  ...tried(
    'DeviceClass',
    {},
    {
      'metadata.name': ['A', 'a_b'],
      spec: [undefined, {}],
      'spec.selectors': [[], [{}], cel('x'), many(33, () => cel('true')[0]!)],
      'spec.config': [[{}], [{ opaque: { driver: 'a.b', parameters: { x: 1 } } }], [{ opaque: { driver: 'A.b' } }]],
      'spec.extendedResourceName': ['a.b/c', 'c', 'kubernetes.io/c', 'requests.a.b/c', ''],
    },
  ),
  life(
    'DeviceClass',
    [{ spec: { extendedResourceName: 'a.b/c' } }],
    [{ metadata: { labels: { a: 'b' } } }],
    [{ spec: { selectors: cel('x') } }],
  ),
  ...tried(
    'DeviceTaintRule',
    {},
    {
      spec: [undefined, {}],
      'spec.deviceSelector': [
        undefined,
        {},
        { driver: '' },
        { driver: 'a b' },
        { pool: 'a/b' },
        { pool: '' },
        { pool: 'A//b' },
        { device: 'A' },
      ],
      'spec.taint': [
        {},
        { key: 'k' },
        { key: 'a b', value: '-', effect: 'X' },
        { key: 'k', effect: 'None' },
        { key: 'k', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' },
      ],
    },
  ),
  life(
    'DeviceTaintRule',
    [{ spec: { taint: { effect: 'NoExecute' } } }],
    [{ spec: { taint: { effect: 'X' } } }],
    [
      {
        status: {
          conditions: [
            { type: 'a', status: 'True', reason: 'R', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' },
          ],
        },
      },
      '/status',
    ],
    [{ status: { conditions: [{ type: 'a b' }] } }, '/status'],
  ),
  ...tried('ResourceClaim', {}, { spec: [undefined, {}], ...under('spec.devices') }),
  life('ResourceClaim', [{ spec: { devices: { requests: [] } } }], [{ metadata: { labels: { a: 'b' } } }]),
  ...tried(
    'ResourceClaimTemplate',
    {},
    {
      spec: [undefined, {}],
      'spec.metadata': [
        { labels: { a: 'b c' }, annotations: { 'a b': 'c' } },
        { name: 'a', uid: 'u', finalizers: ['a/b'] },
      ],
      ...under('spec.spec.devices'),
    },
  ),
  life(
    'ResourceClaimTemplate',
    [{ spec: { spec: { devices: { requests: [] } } } }],
    [{ metadata: { labels: { a: 'b' } } }],
  ),
  written(
    'allocated, used, given back',
    allocation(),
    { reservedFor: [user('u'), user('v')] },
    { reservedFor: [user('w')], ...allocation({ device: 'e' }) },
    { reservedFor: null },
    { allocation: null },
  ),
  written('used by nobody', { reservedFor: [user('u')] }, { ...allocation(), reservedFor: [{}, user('u'), user('u')] }),
  written(
    'no request of the claim',
    allocation({ request: 'x' }),
    allocation({ request: 'r/x' }),
    allocation({ request: 'a/b/c' }),
  ),
  written(
    'no names',
    allocation({ driver: '' }),
    allocation({ pool: '' }),
    allocation({ device: '' }),
    allocation({ driver: 'a b' }),
    allocation({ pool: 'A' }),
    allocation({ device: 'A' }),
    allocation({ shareID: 'x' }),
  ),
  written('administration', allocation({ adminAccess: true })),
  written(
    'conditions of binding',
    allocation({ bindingConditions: ['a'] }),
    allocation({ bindingFailureConditions: ['a b'] }),
    allocation({ bindingConditions: ['a', 'a'], bindingFailureConditions: ['a'] }),
  ),
  written(
    'nodes',
    allocation({}, { nodeSelector: {} }),
    allocation(
      {},
      { nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'x', operator: 'In', values: ['n'] }] }] } },
    ),
  ),
  written('configuration', {
    allocation: { devices: { results: [result], config: [{ source: 'FromClass', requests: ['x'] }] } },
  }),
  written(
    'devices',
    {
      ...allocation(),
      devices: [
        {
          driver: 'a.b',
          pool: 'p',
          device: 'd',
          data: { a: 1 },
          networkData: { interfaceName: 'eth0', ips: ['10.9.8.7/24'] },
        },
      ],
    },
    {
      devices: [
        {
          driver: 'a.b',
          pool: 'p',
          device: 'e',
        },
      ],
    },
    {
      devices: [
        { driver: 'a.b', pool: 'p', device: 'd' },
        { driver: 'a.b', pool: 'p', device: 'd' },
      ],
    },
    { allocation: null },
  ),
  ...tried(
    'ResourceSlice',
    {},
    {
      'spec.driver': ['', 'A.b', 'a b'],
      'spec.pool': [
        undefined,
        {},
        { name: 'A', resourceSliceCount: 0, generation: -1 },
        { name: 'x'.repeat(254), resourceSliceCount: 1 },
      ],
      'spec.nodeName': [undefined, '', 'A'],
      'spec.allNodes': [true, false],
      'spec.nodeSelector': [{}, { nodeSelectorTerms: [{}, {}] }],
      'spec.perDeviceNodeSelection': [true, false],
      'spec.devices[0].name': ['', 'A'],
      'spec.devices': [
        undefined,
        [],
        [{ name: 'a' }, { name: 'a' }],
        many(129, (index) => ({ name: `d${index}` })),
        many(65, (index) => ({ name: `d${index}`, taints: [{ key: 'k', effect: 'None' }] })),
      ],
      'spec.devices[0].attributes': [
        { a: {} },
        { a: { int: 1, bool: true } },
        { a: { string: 'x'.repeat(65) } },
        { a: { version: '1.2' } },
        { a: { version: '1.2.3-a.1+b' } },
        { 'a b': { int: 1 } },
        { 'a/b/c': { int: 1 } },
        { '/b': { int: 1 } },
        { 'a/': { int: 1 } },
        { ['x'.repeat(33)]: { int: 1 } },
        Object.fromEntries(many(33, () => ({})).map((_, index) => [`a${index}`, { int: index }])),
      ],
      'spec.devices[0].taints': [
        [{ effect: 'None' }],
        [{ key: 'k' }],
        [{ key: 'k', effect: 'X' }],
        [{ key: 'k', effect: 'NoSchedule' }],
      ],
      'spec.devices[0].consumesCounters': [
        [{}],
        [{ counterSet: 'A', counters: { B: { value: '1' } } }],
        [
          { counterSet: 'a', counters: { b: { value: '1' } } },
          { counterSet: 'a', counters: { b: { value: '1' } } },
        ],
        many(3, (index) => ({ counterSet: `c${index}`, counters: { b: { value: '1' } } })),
      ],
      'spec.devices[0].bindingConditions': [['a']],
      'spec.devices[0].nodeName': ['n'],
      spec: [
        undefined,
        ...[
          { validValues: ['1'] },
          { default: '1', validValues: ['2', '1', '1', '11'] },
          { default: '1', validValues: ['1'], validRange: { min: '1' } },
          { default: '1', validRange: {} },
          { default: '1', validRange: { min: '2', max: '1', step: '3' } },
          { default: '1', validRange: { min: '1', max: '20', step: '0' } },
          { default: '2', validRange: { min: '1', max: '9', step: '2' } },
          { default: '1', validRange: { min: '500m', max: '2', step: '500m' } },
        ].map((policy) => ({
          driver: 'a.b',
          allNodes: true,
          pool: { name: 'p', resourceSliceCount: 1 },
          ...capacity(policy),
        })),
        {
          driver: 'a.b',
          allNodes: true,
          pool: { name: 'p', resourceSliceCount: 1 },
          ...capacity({ default: '1' }, {}),
        },
        ...[{}, { name: 'A', counters: { a: { value: '1' } } }, { name: 'a', counters: { B: { value: '1' } } }].map(
          (set) => ({
            driver: 'a.b',
            allNodes: true,
            pool: { name: 'p', resourceSliceCount: 1 },
            sharedCounters: [set],
          }),
        ),
        {
          driver: 'a.b',
          perDeviceNodeSelection: true,
          pool: { name: 'p', resourceSliceCount: 1 },
          ...device({ nodeName: 'n', allNodes: true }),
        },
        {
          driver: 'a.b',
          perDeviceNodeSelection: true,
          pool: { name: 'p', resourceSliceCount: 1 },
          ...device({ nodeName: '', allNodes: false }),
        },
      ],
    },
  ),
  life(
    'ResourceSlice',
    [{ spec: { nodeName: 'm' } }],
    [{ spec: { driver: 'c.d', pool: { name: 'q' } } }],
    [{ spec: { pool: { generation: 2 } } }],
  ),
  {
    topic: 'resourceslices: field selectors',
    name: 'those that there are',
    requests: [
      create('ResourceSlice', { spec: { nodeName: '$NAME', driver: '$NAME.invalid', pool: { name: '$NAME' } } }),
      ...['spec.nodeName%3D$NAME', 'spec.driver%3D$NAME.invalid', 'spec.pool.name%3D$NAME', 'spec.x%3Dy'].map(
        (selector) => ({
          method: 'GET',
          path: `${collectionOf(kindOf('ResourceSlice'))}?fieldSelector=${selector}`,
        }),
      ),
    ],
  },
];
