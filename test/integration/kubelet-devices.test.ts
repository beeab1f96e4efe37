// Devices of a driver (DRA), that serves on a socket of the node, as pods find them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '@kubets/apimachinery';
import { HealthStatus } from '@kubets/proto-gen/dra_health/v1';
import { startTestDraDriver, type TestDraDriver } from '../../apps/kubelet-agent/src/dra/testing/test-dra-driver';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

const CDI = '/var/run/cdi';
let node: NodeFixture;
let driver: TestDraDriver;
let directory: string;
/** Of this run alone: specifications of devices are the machine's. */
let name: string;
let kind: string;
const specFile = (uid: string) => join(CDI, `${name}-${uid}.json`);

beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
  name = `${node.netns}.example`;
  kind = `${name}/gpu`;
  directory = mkdtempSync(join(tmpdir(), 'dra-driver-'));
  const registry = join(node.rootDir, 'plugins_registry');
  for (const path of [CDI, registry]) mkdirSync(path, { recursive: true });
  writeFileSync(join(directory, 'file'), 'of the driver\n');
  driver = await startTestDraDriver({
    name,
    directory,
    registry,
    services: ['v1.DRAPlugin', 'v1.DRAResourceHealth'],
    devices: ({ uid }) => [{ poolName: 'p', deviceName: 'g0', requestNames: ['r'], cdiDeviceIds: [`${kind}=${uid}`] }],
    prepared: ({ uid = '' }) => writeFileSync(specFile(uid), JSON.stringify(specOf(uid))),
    unprepared: ({ uid = '' }) => rmSync(specFile(uid), { force: true }),
  });
  await eventually('registration', () => driver.statuses.length > 0);
}, 120_000);
afterAll(async () => {
  await node?.stop();
  await driver?.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const specOf = (uid: string) => ({
  cdiVersion: '0.6.0',
  kind,
  devices: [
    {
      name: uid,
      containerEdits: {
        env: [`DEVICE=${uid}`],
        deviceNodes: [{ path: '/dev/gpu0', hostPath: '/dev/full' }],
        mounts: [{ hostPath: join(directory, 'file'), containerPath: '/driver/file', options: ['ro', 'bind'] }],
      },
    },
  ],
});
const claim = (claimName: string, pods: readonly string[]): KubeObject =>
  ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { namespace: 'default', name: claimName, uid: `uid-${claimName}` },
    spec: { devices: { requests: [{ name: 'r' }] } },
    status: {
      allocation: { devices: { results: [{ request: 'r', driver: name, pool: 'p', device: 'g0' }] } },
      reservedFor: pods.map((uid) => ({ resource: 'pods', name: uid, uid })),
    },
  }) as KubeObject;
/** In one stream: of two, the runtime may hear the second first. */
const LOOK = 'exec 2>&1; echo "$DEVICE"; cat /driver/file; echo x > /dev/gpu0; touch /driver/file; sleep 1000';
/** A pod, and the claim that it names, which is for it unless somebody is named. */
async function create(podName: string, resourceClaimName: string, { command = LOOK, user = '' } = {}): Promise<string> {
  const made = await node.cluster.pods.create(
    node.pod(
      podName,
      { command: ['sh', '-c', command], resources: { claims: [{ name: 'gpu' }] } },
      { resourceClaims: [{ name: 'gpu', resourceClaimName }], restartPolicy: 'Never' },
    ),
  );
  const uid = made.metadata?.uid ?? '';
  node.cluster.seed(claim(resourceClaimName, [user || uid]));
  return uid;
}
const running = (podName: string) => node.until(podName, 'running', ({ status }) => status?.phase === 'Running');

test('a pod has its device as long as it runs, also over the death of the agent', async () => {
  await create('user', 'one');
  await running('user');
  await eventually('output', async () => (await node.log('user')).includes('Read-only'));
  const log = await node.log('user');
  expect(log).toContain('uid-one\nof the driver\n');
  expect(log).toMatch(/write error: No space left on device/);
  expect(node.current('user')?.status?.containerStatuses?.[0]?.allocatedResourcesStatus).toEqual([
    { name: 'claim:gpu', resources: [{ resourceID: `${kind}=uid-one`, health: 'Unknown' }] },
  ]);
  driver.tellHealth([{ device: { poolName: 'p', deviceName: 'g0' }, health: HealthStatus.HEALTHY }]);
  await node.until('user', 'healthy', ({ status }) =>
    status?.containerStatuses?.[0]?.allocatedResourcesStatus?.[0]?.resources?.some(
      ({ health }) => health === 'Healthy',
    ),
  );
  await node.killAgent('SIGKILL');
  await node.startAgent();
  await eventually('registration', () => driver.statuses.length > 1);
  expect(driver.calls).toEqual(['prepare default/one']);
  await node.remove('user');
  expect(driver.calls).toEqual(['prepare default/one', 'unprepare default/one']);
});

test('devices of a pod that vanished while no agent ran are taken back', async () => {
  await create('left', 'left', { command: 'sleep 1000' });
  await running('left');
  await node.killAgent('SIGKILL');
  await node.cluster.pods.delete({ namespace: 'default', name: 'left' }, { gracePeriodSeconds: 0 });
  await node.startAgent();
  await eventually('taken back', () => driver.calls.includes('unprepare default/left'), 30_000);
});

test('nobody hears of the end of a pod before its device was taken back', async () => {
  driver.refusal = 'unprepare: busy';
  await create('short', 'short', { command: 'true' });
  await eventually('asked', () => driver.calls.includes('unprepare default/short'));
  const shown = node.current('short')?.status;
  expect([shown?.phase, shown?.containerStatuses?.[0]?.state?.terminated?.exitCode]).not.toEqual(['Succeeded', 0]);
  driver.refusal = undefined;
  await node.until('short', 'over', ({ status }) => status?.phase === 'Succeeded');
  await node.remove('short');
});

test('a pod waits while it may not use a claim, or a driver is missing, and says so', async () => {
  const uid = await create('waits', 'taken', { user: 'somebody-else' });
  await eventually('event', () =>
    node
      .events('waits')
      .includes(
        `Warning FailedPrepareDynamicResources Failed to prepare dynamic resources: prepare dynamic resources: pod waits (${uid}) is not allowed to use ResourceClaim taken (uid-taken)`,
      ),
  );
  await driver.stop();
  await node.cluster.resourceClaims.updateStatus(claim('taken', [uid]) as never);
  await eventually('event', () =>
    node
      .events('waits')
      .some((event) => event.endsWith(`prepare dynamic resources: DRA driver ${name} is not registered`)),
  );
  await node.remove('waits');
});
