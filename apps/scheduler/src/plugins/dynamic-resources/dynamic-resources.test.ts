import type { Node } from '@kubets/proto-gen/core/v1';
import type { Device, DeviceClass, DeviceTaintRule, ResourceClaim, ResourceSlice } from '@kubets/proto-gen/resource/v1';
import { allocateDevices, allocationOf } from '../../devices/allocate-devices';
import { loadDeviceExpressions } from '../../devices/device-choice';
import { DeviceCounters } from '../../devices/device-counters';
import { devicesFor, wholePools } from '../../devices/device-pools';
import { devicesOf } from '../../devices/device-view';
import { buildCluster, buildNode, buildPodInfo } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { dynamicResources } from './dynamic-resources';

beforeAll(() => loadDeviceExpressions());

type Devices = NonNullable<ResourceClaim['spec']>['devices'];

const CLASSES: Record<string, DeviceClass> = {
  any: { spec: {} },
  gpu: {
    spec: {
      selectors: [{ cel: { expression: 'device.driver == "gpu.example"' } }],
      config: [{ opaque: { driver: 'gpu.example', parameters: { mode: 'x' } } }],
    },
  },
};
const slice = (devices: Device[], spec: ResourceSlice['spec'] = {}): ResourceSlice => ({
  spec: { driver: 'gpu.example', nodeName: 'a', pool: { name: 'a', resourceSliceCount: 1 }, devices, ...spec },
});
const gpu = (name: string, memory = '8Gi', numa = 0, more: Partial<Device> = {}): Device => ({
  name,
  attributes: { numa: { int: numa } },
  capacity: { memory: { value: memory } },
  ...more,
});
const SLICES = [
  slice([gpu('g0'), gpu('g1', '16Gi', 1), gpu('g2', '16Gi', 1)]),
  slice([gpu('n0')], {
    driver: 'net.example',
    pool: { name: 'net', resourceSliceCount: 1 },
    nodeName: undefined,
    allNodes: true,
  }),
];
const claim = (name: string, devices: Devices, status: ResourceClaim['status'] = {}): ResourceClaim => ({
  metadata: { namespace: 'default', name, uid: name },
  spec: { devices },
  status,
});
const exactly = (more: object = {}, deviceClassName = 'gpu') => [{ name: 'r', exactly: { deviceClassName, ...more } }];
const cel = (expression: string) => [{ cel: { expression } }];

interface Given {
  slices?: ResourceSlice[];
  rules?: DeviceTaintRule[];
  claims?: ResourceClaim[];
}

function clusterWith({ slices = SLICES, rules = [], claims = [] }: Given) {
  const nodes: Node[] = [buildNode('a'), buildNode('b')];
  return buildCluster(nodes, [], {
    devices: {
      claim: (_namespace, name) => claims.find(({ metadata }) => metadata?.name === name),
      deviceClass: (name) => CLASSES[name],
      slices: () => wholePools(slices),
      taintRules: () => rules,
      taken: () => new Set(claims.flatMap(({ status }) => (status?.allocation ? devicesOf(status.allocation) : []))),
      isAssumed: () => false,
    },
  });
}

const podWith = (resourceClaimName: string) =>
  buildPodInfo('p', { spec: { containers: [], resourceClaims: [{ name: 'x', resourceClaimName }] } });
const OK = { a: 'ok', b: 'cannot allocate all claims (final)' };
const NONE = { a: 'cannot allocate all claims (final)', b: 'cannot allocate all claims (final)' };
const both = (reason: string) => ({ a: `${reason} (final)`, b: `${reason} (final)` });
const place = { request: 'r', driver: 'gpu.example', pool: 'a' };
const taken = (...devices: string[]) =>
  claim('other', {}, { allocation: { devices: { results: devices.map((device) => ({ ...place, device })) } } });
const taint = { key: 'k', value: 'v', effect: 'NoSchedule' };

test.each<[string, Devices, Given, Record<string, string>]>([
  ['one of a class', { requests: exactly() }, {}, OK],
  ['all of a class', { requests: exactly({ allocationMode: 'All' }) }, {}, OK],
  ['three', { requests: exactly({ count: 3 }) }, {}, OK],
  ['four', { requests: exactly({ count: 4 }) }, {}, NONE],
  [
    'from any node',
    { requests: exactly({ selectors: cel('device.driver == "net.example"') }, 'any') },
    {},
    { a: 'ok', b: 'ok' },
  ],
  [
    'a capacity',
    {
      requests: exactly({
        count: 2,
        selectors: cel('device.capacity["gpu.example"].memory.compareTo(quantity("10Gi")) > 0'),
      }),
    },
    {},
    OK,
  ],
  [
    'too many of a capacity',
    {
      requests: exactly({
        count: 3,
        selectors: cel('device.capacity["gpu.example"].memory.compareTo(quantity("10Gi")) > 0'),
      }),
    },
    {},
    NONE,
  ],
  ['no such class', { requests: exactly({}, 'none') }, {}, both('request r: device class none does not exist')],
  ['what others have', { requests: exactly({ count: 2 }) }, { claims: [taken('g0', 'g1')] }, NONE],
  ['all, of which one is taken', { requests: exactly({ allocationMode: 'All' }) }, { claims: [taken('g0')] }, NONE],
  [
    'to look after what others have',
    { requests: exactly({ allocationMode: 'All', adminAccess: true }) },
    { claims: [taken('g0')] },
    OK,
  ],
  [
    'alike in an attribute',
    { requests: exactly({ count: 2 }), constraints: [{ matchAttribute: 'gpu.example/numa' }] },
    {},
    OK,
  ],
  ['three alike', { requests: exactly({ count: 3 }), constraints: [{ matchAttribute: 'gpu.example/numa' }] }, {}, NONE],
  [
    'three different',
    { requests: exactly({ count: 3 }), constraints: [{ distinctAttribute: 'gpu.example/numa' }] },
    {},
    NONE,
  ],
  [
    'the first that can be had',
    {
      requests: [
        {
          name: 'r',
          firstAvailable: [
            { name: 'x', deviceClassName: 'gpu', count: 4 },
            { name: 'y', deviceClassName: 'gpu' },
          ],
        },
      ],
    },
    {},
    OK,
  ],
  ['a taint', { requests: exactly() }, { slices: [slice([gpu('g0', '1', 0, { taints: [taint] })])] }, NONE],
  [
    'a taint that is tolerated',
    { requests: exactly({ tolerations: [{ key: 'k', operator: 'Exists' }] }) },
    { slices: [slice([gpu('g0', '1', 0, { taints: [taint] })])] },
    OK,
  ],
  [
    'a taint without effect',
    { requests: exactly() },
    { slices: [slice([gpu('g0', '1', 0, { taints: [{ ...taint, effect: 'None' }] })])] },
    OK,
  ],
  [
    'a rule',
    { requests: exactly({ count: 3 }) },
    { rules: [{ spec: { deviceSelector: { device: 'g0' }, taint } }] },
    NONE,
  ],
  [
    'a pool that is not whole',
    { requests: exactly() },
    { slices: [slice([gpu('g0')], { pool: { name: 'a', resourceSliceCount: 2 } })] },
    NONE,
  ],
  [
    'an older generation',
    { requests: exactly() },
    { slices: [slice([gpu('g0')]), slice([], { pool: { name: 'a', generation: 1, resourceSliceCount: 1 } })] },
    NONE,
  ],
  [
    'a selector that fails',
    { requests: exactly({ selectors: cel('device.attributes["x.y"].z == 1') }) },
    {},
    { a: 'no such key: z (final)', b: 'cannot allocate all claims (final)' },
  ],
])('%s', (_, devices, given, expected) => {
  const claims = [claim('c', devices), ...(given.claims ?? [])];
  expect(verdicts(dynamicResources, podWith('c'), clusterWith({ ...given, claims }))).toEqual(expected);
});

test.each<[string, ResourceClaim | undefined, Record<string, string>]>([
  ['no claim', undefined, both('resourceclaim "c" not found')],
  [
    'one that goes',
    { ...claim('c', {}), metadata: { name: 'c', deletionTimestamp: '2026-01-01T00:00:00Z' } },
    both('resourceclaim "c" is being deleted'),
  ],
  [
    'devices of a node',
    claim(
      'c',
      {},
      {
        allocation: {
          nodeSelector: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }],
          },
        },
      },
    ),
    { a: 'resourceclaim not available on the node (final)', b: 'ok' },
  ],
  [
    'one that all have',
    claim(
      'c',
      {},
      {
        allocation: {},
        reservedFor: Array.from({ length: 256 }, (_, index) => ({ resource: 'pods', name: 'q', uid: `${index}` })),
      },
    ),
    both('resourceclaim in use'),
  ],
])('%s', (_, given, expected) =>
  expect(verdicts(dynamicResources, podWith('c'), clusterWith({ claims: given ? [given] : [] }))).toEqual(expected),
);

test('a claim of a template that is not made yet', () => {
  const pod = buildPodInfo('p', {
    spec: { containers: [], resourceClaims: [{ name: 'x', resourceClaimTemplateName: 't' }] },
  });
  expect(verdicts(dynamicResources, pod, clusterWith({}))['a']).toBe(
    'pod "default/p": ResourceClaim not created yet (final)',
  );
});

test('pods without claims are let be', () =>
  expect(dynamicResources.filter!(buildPodInfo('p'), clusterWith({}))).toBeUndefined());

test('devices that take from counters together', () => {
  const part = (name: string, memory: string): Device =>
    gpu(name, memory, 0, { consumesCounters: [{ counterSet: 'all', counters: { memory: { value: memory } } }] });
  const pool = { name: 'a', resourceSliceCount: 2 };
  const slices = [
    slice([part('p0', '6Gi'), part('p1', '6Gi'), part('p2', '4Gi')], { pool }),
    {
      spec: {
        driver: 'gpu.example',
        nodeName: 'a',
        pool,
        sharedCounters: [{ name: 'all', counters: { memory: { value: '10Gi' } } }],
      },
    },
  ];
  const state = {
    devices: devicesFor({ name: 'a', labels: {} }, wholePools(slices), []),
    taken: new Set<string>(),
    counters: new DeviceCounters(slices, new Set()),
    deviceClass: (name: string) => CLASSES[name],
  };
  const two = claim('c', { requests: exactly({ count: 2 }) });
  const chosen = allocateDevices([two], state)!.get(two)!;
  expect(chosen.map(({ offered }) => offered.device.name)).toEqual(['p0', 'p2']);
  expect(
    allocateDevices([claim('d', { requests: exactly({ count: 3 }) })], {
      ...state,
      counters: new DeviceCounters(slices, new Set()),
    }),
  ).toBeUndefined();
});

test('what is written of a choice', () => {
  const wanted = claim('c', {
    requests: exactly(),
    config: [{ requests: ['r'], opaque: { driver: 'gpu.example', parameters: { a: 1 } } }],
  });
  const slices = wholePools(SLICES);
  const deviceClass = (name: string) => CLASSES[name];
  const devices = devicesFor({ name: 'a', labels: {} }, slices, []);
  const counters = new DeviceCounters(slices, new Set());
  const chosen = allocateDevices([wanted], { devices, taken: new Set(), counters, deviceClass })!.get(wanted)!;
  expect(allocationOf(wanted, chosen, 'a', deviceClass)).toEqual({
    devices: {
      results: [{ ...place, device: 'g0' }],
      config: [
        { source: 'FromClass', requests: ['r'], opaque: { driver: 'gpu.example', parameters: { mode: 'x' } } },
        { source: 'FromClaim', requests: ['r'], opaque: { driver: 'gpu.example', parameters: { a: 1 } } },
      ],
    },
    nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }] },
  });
});
