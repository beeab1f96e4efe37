import type { KubeObject } from '@kubets/apimachinery';
import { createFakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceSlice } from '@kubets/proto-gen/resource/v1';
import { HealthStatus } from '@kubets/proto-gen/dra_health/v1';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPluginRegistration } from '../plugins/plugin-registration';
import { createDra } from './dra';
import { startTestDraDriver, type TestDraDriver, type TestDraDriverOptions } from './testing/test-dra-driver';

let root: string;
let registry: string;
let stop: AbortController;
let drivers: TestDraDriver[];
let woken: string[];
let forgotten: Set<string>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dra-'));
  registry = join(root, 'plugins_registry');
  mkdirSync(registry);
  stop = new AbortController();
  drivers = [];
  woken = [];
  forgotten = new Set();
});
afterEach(async () => {
  stop.abort();
  for (const driver of drivers) await driver.stop();
  rmSync(root, { recursive: true, force: true });
});

const DRIVER = 'gpu.example';
const claim = (name: string, uids: string[], more: { owner?: string; status?: object } = {}): KubeObject =>
  ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: {
      namespace: 'd',
      name,
      uid: `uid-of-${name}`,
      ...(more.owner ? { ownerReferences: [{ kind: 'Pod', uid: more.owner, controller: true }] } : {}),
    },
    spec: {},
    status: more.status ?? {
      allocation: { devices: { results: [{ request: 'r', driver: DRIVER, pool: 'p', device: 'g0' }] } },
      reservedFor: uids.map((uid) => ({ resource: 'pods', name: uid, uid })),
    },
  }) as KubeObject;
const container: Container = { name: 'c', resources: { claims: [{ name: 'x' }] } };
const pod = (uid: string, resourceClaimName = 'shared'): Pod => ({
  metadata: { namespace: 'd', name: uid, uid },
  spec: { containers: [container], resourceClaims: [{ name: 'x', resourceClaimName }] },
});

const cluster = (...objects: KubeObject[]) => {
  const fake = createFakeCluster();
  fake.seed(...objects);
  return fake;
};

async function agent(fake: ReturnType<typeof cluster>) {
  const end = new AbortController();
  const signal = AbortSignal.any([stop.signal, end.signal]);
  const common = { clock: realClock, logger: createTestLogger(), signal };
  const dra = await createDra({
    client: fake,
    rootDir: root,
    places: [{ known: '/known', own: root }],
    nodeName: 'n',
    registered: Promise.resolve(),
    isForgotten: (uid) => forgotten.has(uid),
    wake: (uid) => woken.push(uid),
    ...common,
  });
  await startPluginRegistration({ directory: registry, handlers: [dra.drivers], ...common });
  return { ...dra, kill: () => end.abort() };
}

async function driver(options: Partial<TestDraDriverOptions> = {}) {
  const started = await startTestDraDriver({
    name: DRIVER,
    directory: root,
    registry,
    devices: () => [
      { poolName: 'p', deviceName: 'g0', requestNames: ['r'], cdiDeviceIds: ['gpu.example/gpu=g0'] },
      { poolName: 'p', deviceName: 'g1', requestNames: ['other'], cdiDeviceIds: ['gpu.example/gpu=g1'] },
    ],
    ...options,
  });
  drivers.push(started);
  await eventually(() => started.statuses.length > 0);
  return started;
}
const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: Error) => error.message,
  );

test('one that runs in a pod says where pods find its socket', async () => {
  const { claims } = await agent(cluster(claim('shared', ['a'])));
  const { calls, statuses } = await driver({ told: '/known/dra.sock' });
  expect(statuses).toMatchObject([{ pluginRegistered: true }]);
  await claims.prepare(pod('a'));
  expect(calls).toEqual(['prepare d/shared']);
});

test.each(['v1', 'v1beta1'])(
  'devices are made ready once for all pods, and taken back with the last: %s',
  async (version) => {
    const { claims } = await agent(cluster(claim('shared', ['a', 'b'])));
    const { calls } = await driver({ services: [`${version}.DRAPlugin`] });
    await claims.prepare(pod('a'));
    await claims.prepare(pod('a'));
    await claims.prepare(pod('b'));
    expect(calls).toEqual(['prepare d/shared']);
    expect(claims.cdiDevices(pod('a'), container)).toEqual(['gpu.example/gpu=g0', 'gpu.example/gpu=g1']);
    const one = { name: 'c', resources: { claims: [{ name: 'x', request: 'r/sub' }] } };
    expect(claims.cdiDevices(pod('a'), one)).toEqual(['gpu.example/gpu=g0']);
    expect(claims.cdiDevices(pod('a'), { name: 'without' })).toEqual([]);
    await claims.unprepare('a');
    expect([claims.holds('a'), claims.holds('b')]).toEqual([false, true]);
    expect(calls).toEqual(['prepare d/shared']);
    await claims.unprepare('b');
    await claims.unprepare('b');
    expect(calls).toEqual(['prepare d/shared', 'unprepare d/shared']);
    expect(claims.holds('b')).toBe(false);
  },
);

test('an agent that was killed knows what there is to take back, and what containers have', async () => {
  const fake = cluster(claim('shared', ['a']));
  const first = await agent(fake);
  const { calls } = await driver();
  await first.claims.prepare(pod('a'));
  first.kill();
  const second = await agent(fake);
  await eventually(() => drivers[0]!.statuses.length > 1);
  expect(second.claims.cdiDevices(pod('a'), container)).toEqual(['gpu.example/gpu=g0', 'gpu.example/gpu=g1']);
  forgotten.add('a');
  await second.claims.unprepare('a');
  expect(calls).toEqual(['prepare d/shared', 'unprepare d/shared']);
});

test.each<[string, KubeObject[], Pod, string]>([
  [
    'no claim yet',
    [],
    { ...pod('a'), spec: { resourceClaims: [{ name: 'x', resourceClaimTemplateName: 't' }] } },
    'pod "d/a": ResourceClaim not created yet',
  ],
  ['the claim is gone', [], pod('a'), 'fetch ResourceClaim shared: resourceclaims.resource.k8s.io "shared" not found'],
  [
    'reserved for another',
    [claim('shared', ['b'])],
    pod('a'),
    'pod a (a) is not allowed to use ResourceClaim shared (uid-of-shared)',
  ],
  [
    'made for another',
    [claim('made', ['a'], { owner: 'b' })],
    {
      metadata: { namespace: 'd', name: 'a', uid: 'a' },
      spec: { resourceClaims: [{ name: 'x', resourceClaimTemplateName: 't' }] },
      status: { resourceClaimStatuses: [{ name: 'x', resourceClaimName: 'made' }] },
    },
    'ResourceClaim d/made was not created for Pod d/a (Pod is not owner)',
  ],
  [
    'without devices',
    [claim('shared', [], { status: { reservedFor: [{ resource: 'pods', name: 'a', uid: 'a' }] } })],
    pod('a'),
    'ResourceClaim shared: not allocated',
  ],
  ['no driver', [claim('shared', ['a'])], pod('a'), 'DRA driver gpu.example is not registered'],
])('a pod waits: %s', async (_, objects, wants, message) => {
  const { claims } = await agent(cluster(...objects));
  expect(await messageOf(claims.prepare(wants))).toBe(`prepare dynamic resources: ${message}`);
  // Nothing was done, so that nothing keeps it from going.
  expect(claims.holds('a')).toBe(false);
});

test('what a driver fails to do is told, and tried again', async () => {
  const { claims } = await agent(cluster(claim('shared', ['a'])));
  const { calls } = await driver();
  const [failing] = drivers as [TestDraDriver];
  failing.refusal = 'prepare: out of smoke';
  expect(await messageOf(claims.prepare(pod('a')))).toBe(
    'prepare dynamic resources: NodePrepareResources failed for ResourceClaim shared: prepare: out of smoke',
  );
  // It may have done half of it.
  expect(claims.holds('a')).toBe(true);
  Object.assign(failing, { refusal: undefined, skips: true });
  expect(await messageOf(claims.prepare(pod('a')))).toMatch('NodePrepareResources skipped 1 ResourceClaims');
  failing.skips = false;
  await claims.prepare(pod('a'));
  failing.refusal = 'unprepare: busy';
  expect(await messageOf(claims.unprepare('a'))).toBe(
    'unprepare dynamic resources: NodeUnprepareResources failed for ResourceClaim shared: unprepare: busy',
  );
  expect(await messageOf(claims.prepare(pod('a')))).toMatch('ResourceClaim shared is being unprepared');
  failing.refusal = undefined;
  await claims.unprepare('a');
  expect(calls.filter((call) => call.startsWith('unprepare'))).toHaveLength(2);
});

test('a claim that was made anew under its name waits for the old one', async () => {
  const fake = cluster(claim('shared', ['a', 'b']));
  const { claims } = await agent(fake);
  await driver();
  await claims.prepare(pod('a'));
  await fake.resourceClaims.delete({ namespace: 'd', name: 'shared' });
  fake.seed({ ...claim('shared', ['b']), metadata: { namespace: 'd', name: 'shared', uid: 'another' } });
  expect(await messageOf(claims.prepare(pod('b')))).toMatch(
    'old ResourceClaim with same name shared and different UID uid-of-shared still exists',
  );
});

test.each<[string, string[], string]>([
  ['nothing', [], 'empty list of supported gRPC services'],
  ['something else', ['v9.DRAPlugin'], 'none of services supported by the plugin (["v9.DRAPlugin"]) are supported'],
])('a driver is told why it is not taken: it serves %s', async (_, services, message) => {
  await agent(cluster());
  const { statuses } = await driver({ services });
  expect(statuses[0]).toMatchObject({ pluginRegistered: false, error: expect.stringContaining(message) });
});

test('the newer of two takes over, and goes on when the older one leaves', async () => {
  const { claims } = await agent(cluster(claim('shared', ['a'])));
  const older = await driver({ instance: '-1' });
  const newer = await driver({ instance: '-2' });
  await claims.prepare(pod('a'));
  await older.stop();
  await claims.unprepare('a');
  expect([older.calls, newer.calls]).toEqual([[], ['prepare d/shared', 'unprepare d/shared']]);
});

test('devices of the node are withdrawn until drivers come', async () => {
  const slice = (name: string, nodeName: string) =>
    ({
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceSlice',
      metadata: { name },
      spec: { nodeName, driver: DRIVER, pool: { name: nodeName }, devices: [] },
    }) as unknown as KubeObject;
  const fake = cluster(slice('here', 'n'), slice('there', 'm'));
  await agent(fake);
  await eventually(() => {
    const left = fake.objects<ResourceSlice>('resourceslices').map(({ metadata }) => metadata?.name);
    return left.length === 1 && left[0] === 'there';
  });
});

test('how devices are is told with their container, and pods hear when it changes', async () => {
  const { claims } = await agent(cluster(claim('shared', ['a'])));
  const teller = await driver({ services: ['v1.DRAPlugin', 'v1alpha1.DRAResourceHealth'] });
  await claims.prepare(pod('a'));
  const healthOf = () => claims.health(pod('a'), { name: 'c', resources: { claims: [{ name: 'x', request: 'r' }] } });
  expect(healthOf()).toEqual([
    { name: 'claim:x/r', resources: [{ resourceID: 'gpu.example/gpu=g0', health: 'Unknown' }] },
  ]);
  const device = { poolName: 'p', deviceName: 'g0' };
  teller.tellHealth([{ device, health: HealthStatus.UNHEALTHY, message: 'hot' }]);
  await eventually(() => woken.includes('a'));
  expect(healthOf()[0]?.resources).toEqual([{ resourceID: 'gpu.example/gpu=g0', health: 'Unhealthy', message: 'hot' }]);
  await teller.stop();
  await eventually(() => healthOf()[0]?.resources?.[0]?.health === 'Unknown');
});

test('what cannot be read of earlier claims is not taken for nothing', async () => {
  writeFileSync(join(root, 'dra_manager_state'), '{"claims": [');
  await expect(agent(cluster())).rejects.toThrow('drain the node and remove the file');
});
