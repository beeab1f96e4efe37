import type { KubeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type {
  DeviceTaint,
  DeviceTaintRule,
  DeviceToleration,
  ResourceClaim,
  ResourceSlice,
} from '@kubets/proto-gen/resource/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { deviceEviction, newestSlices } from './device-taints';
import { deviceTaintEvictionController } from './devicetainteviction-controller';

const API_VERSION = 'resource.k8s.io/v1';
const EPOCH = '2026-01-01T00:00:00Z';
const evict: DeviceTaint = { key: 'broken', value: 'yes', effect: 'NoExecute', timeAdded: EPOCH };
const slice = (taints: DeviceTaint[], { name = 's', generation = 1, devices = ['g0'] } = {}): ResourceSlice => ({
  apiVersion: API_VERSION,
  kind: 'ResourceSlice',
  metadata: { name },
  spec: {
    driver: 'a.b',
    nodeName: 'n',
    pool: { name: 'p', generation, resourceSliceCount: 1 },
    devices: devices.map((device) => ({ name: device, taints })),
  },
});
const claim = (tolerations: DeviceToleration[] = [], more: object = {}): ResourceClaim => ({
  apiVersion: API_VERSION,
  kind: 'ResourceClaim',
  metadata: { namespace: 'default', name: 'k', uid: 'k' },
  status: {
    allocation: { devices: { results: [{ request: 'r', driver: 'a.b', pool: 'p', device: 'g0', tolerations }] } },
    reservedFor: [{ resource: 'pods', name: 'web', uid: 'u' }],
    ...more,
  },
});
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'default', name: 'web', uid: 'u' },
  spec: { nodeName: 'n', containers: [{ name: 'c' }], resourceClaims: [{ name: 'x', resourceClaimName: 'k' }] },
};
const rule = (effect: string, deviceSelector: object | undefined = { driver: 'a.b' }): DeviceTaintRule => ({
  apiVersion: API_VERSION,
  kind: 'DeviceTaintRule',
  metadata: { name: 'maintenance', uid: 'r', generation: 1 },
  spec: { deviceSelector, taint: { key: 'm', effect, timeAdded: EPOCH } },
});
const forSeconds = (tolerationSeconds: number | undefined, more: DeviceToleration = {}): DeviceToleration => ({
  key: 'broken',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
  ...more,
});
const nowMs = Date.parse(EPOCH);

test.each<
  [
    string,
    { taints?: DeviceTaint[]; tolerations?: DeviceToleration[]; rules?: DeviceTaintRule[]; of?: Pod; status?: object },
    number | undefined,
  ]
>([
  ['no taint', {}, undefined],
  ['a taint', { taints: [evict] }, 0],
  ['a taint that keeps pods out alone', { taints: [{ ...evict, effect: 'NoSchedule' }] }, undefined],
  ['tolerated for good', { taints: [evict], tolerations: [forSeconds(undefined)] }, undefined],
  ['tolerated for a while', { taints: [evict], tolerations: [forSeconds(60), forSeconds(90)] }, 60],
  ['not even a moment', { taints: [evict], tolerations: [forSeconds(-5)] }, 0],
  [
    'another value tolerated',
    { taints: [evict], tolerations: [forSeconds(undefined, { operator: 'Equal', value: 'no' })] },
    0,
  ],
  [
    'this value tolerated',
    { taints: [evict], tolerations: [forSeconds(undefined, { operator: 'Equal', value: 'yes' })] },
    undefined,
  ],
  ['one of two taints', { taints: [evict, { ...evict, key: 'hot' }], tolerations: [forSeconds(60)] }, 0],
  ['a rule', { rules: [rule('NoExecute')] }, 0],
  ['a rule about another device', { rules: [rule('NoExecute', { device: 'g9' })] }, undefined],
  ['a rule about no device', { rules: [{ ...rule('NoExecute'), spec: { taint: evict } }] }, undefined],
  ['a rule without effect', { rules: [rule('None')] }, undefined],
  ['not on a node yet', { taints: [evict], of: { ...pod, spec: { ...pod.spec, nodeName: undefined } } }, undefined],
  ['not the user of the claim', { taints: [evict], status: { reservedFor: [] } }, undefined],
  ['without devices', { taints: [evict], status: { allocation: undefined } }, undefined],
])('when a pod goes: %s', (_, { taints = [], tolerations, rules = [], of = pod, status }, seconds) => {
  const world = { slices: [slice(taints)], rules, claim: () => claim(tolerations, status) };
  expect(deviceEviction(of, world, nowMs)?.atMs).toBe(seconds === undefined ? undefined : nowMs + seconds * 1000);
});

test('what an older generation of a pool says no longer counts', () =>
  expect(
    newestSlices([slice([evict]), slice([], { name: 't', generation: 2 })]).map(({ metadata }) => metadata?.name),
  ).toEqual(['t']));

let running: RunningControllers;
afterEach(() => running?.stop());
const start = async (...objects: object[]) => {
  running = startControllers([deviceTaintEvictionController], { objects: objects as KubeObject[] });
  await running.settle();
};
/** Those that nobody has deleted. */
const pods = () =>
  running.cluster.objects<Pod>('pods').flatMap(({ metadata }) => (metadata?.deletionTimestamp ? [] : [metadata?.name]));
const condition = () => running.cluster.objects<DeviceTaintRule>('devicetaintrules')[0]?.status?.conditions?.[0];

test('a pod whose device breaks goes, and is told why', async () => {
  await start(slice([]), claim(), pod);
  expect(pods()).toEqual(['web']);
  await running.cluster.resourceSlices.update(slice([evict]));
  await running.settle();
  expect(pods()).toEqual([]);
  expect(running.events()).toEqual(['Normal DeviceTaintManagerEviction Marking for deletion']);
});

test('one that has time stays as long, and for good when the taint goes', async () => {
  const later = { ...evict, timeAdded: new Date(running?.clock.now() ?? nowMs).toISOString() };
  await start(slice([later]), claim([forSeconds(60)]), pod);
  expect(pods()).toEqual(['web']);
  await running.cluster.resourceSlices.update(slice([]));
  await running.settle();
  expect(running.events()).toEqual(['Normal DeviceTaintManagerEviction Cancelling deletion']);
  await running.cluster.resourceSlices.update(slice([{ ...later, key: 'broken' }]));
  await running.settle();
  await running.clock.advance(61_000);
  await running.settle();
  expect(pods()).toEqual([]);
});

test('a rule evicts, and tells how far that has come', async () => {
  await start(slice([]), claim(), pod, rule('NoExecute'));
  expect(pods()).toEqual([]);
  await running.clock.advance(11_000);
  await running.settle();
  expect(condition()).toMatchObject({
    type: 'EvictionInProgress',
    status: 'False',
    reason: 'Completed',
    message: '1 pod evicted since starting the controller.',
    observedGeneration: 1,
  });
});

test('a rule without effect tells what it would do', async () => {
  await start(slice([], { devices: ['g0', 'g1'] }), claim(), pod, rule('None'));
  expect(pods()).toEqual(['web']);
  expect(condition()).toMatchObject({
    status: 'False',
    reason: 'NoEffect',
    message:
      '2 published devices selected. 1 allocated device selected. 1 pod would be evicted in 1 namespace if the effect was NoExecute. ' +
      'This information will not be updated again. Recreate the DeviceTaintRule to trigger an update.',
  });
});

test('a rule that only keeps pods out says so', async () => {
  await start(rule('NoSchedule'));
  expect(condition()).toMatchObject({
    reason: 'OtherEffect',
    message: 'Eviction only happens for the NoExecute effect.',
  });
});
