// Volumes of a CSI driver, that serves on a socket of the node, as pods find them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachmentName } from '@kubets/api';
import type { KubeObject } from '@kubets/apimachinery';
import { NodeServiceCapability_RPC_Type as Capability } from '@kubets/proto-gen/csi/v1';
import type { Node } from '@kubets/proto-gen/core/v1';
import type { CSINode } from '@kubets/proto-gen/storage/v1';
import { startTestDriver, type TestDriver } from '../../apps/kubelet-agent/src/csi/testing/test-driver';
import { createNodeFixture, eventually, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

const DRIVER = 'test.csi';
let node: NodeFixture;
let driver: TestDriver;
let directory: string;
beforeAll(async () => {
  node = await createNodeFixture();
  await node.startReady();
  directory = mkdtempSync(join(tmpdir(), 'csi-driver-'));
  const registry = join(node.rootDir, 'plugins_registry');
  mkdirSync(registry, { recursive: true });
  // Each volume is a directory of the driver's, that it mounts where it is told to, as real drivers do.
  const mount = (from: string, to: string): void => {
    for (const path of [from, to]) mkdirSync(path, { recursive: true });
    execFileSync('mount', ['--bind', from, to]);
  };
  // May be repeated.
  const unmount = (path: string): void => {
    if (readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${path} `)) execFileSync('umount', [path]);
    if (existsSync(path)) rmdirSync(path);
  };
  driver = await startTestDriver({
    name: DRIVER,
    directory,
    registry,
    capabilities: [Capability.STAGE_UNSTAGE_VOLUME],
    stage: ({ stagingTargetPath, volumeId }) => mount(join(directory, volumeId), stagingTargetPath),
    unstage: ({ stagingTargetPath }) => unmount(stagingTargetPath),
    publish: ({ stagingTargetPath, targetPath, volumeId }) =>
      mount(stagingTargetPath || join(directory, volumeId), targetPath),
    unpublish: ({ targetPath }) => unmount(targetPath),
  });
  await eventually('registration', () => driver.statuses.length > 0);
}, 120_000);
afterAll(async () => {
  await node?.stop();
  await driver?.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const object = (apiVersion: string, kind: string, metadata: object, rest: object): KubeObject =>
  ({ apiVersion, kind, metadata, ...rest }) as KubeObject;
const mounts = () =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`${node.rootDir}/pods`) && line.includes('kubernetes.io~csi'));
const inUse = () => node.cluster.objects<Node>('nodes')[0]?.status?.volumesInUse ?? [];
const spec = (volume: object, more: object = {}) => ({ volumes: [{ name: 'v', ...volume }], ...more });
const container = (script: string) => ({
  command: ['sh', '-c', `${script}; sleep 1000`],
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
});

test('the node tells that it has the driver', () =>
  expect(node.cluster.objects<CSINode>('csinodes')[0]).toMatchObject({
    metadata: { name: node.name },
    spec: { drivers: [{ name: DRIVER, nodeID: `${DRIVER}-node` }] },
  }));

test('a volume that lives as long as its pod', async () => {
  const modes = { volumeLifecycleModes: ['Ephemeral', 'Persistent'], podInfoOnMount: true, fsGroupPolicy: 'File' };
  node.cluster.seed(object('storage.k8s.io/v1', 'CSIDriver', { name: DRIVER }, { spec: modes }));
  const csi = { driver: DRIVER, volumeAttributes: { a: 'b' } };
  await node.run(
    node.pod(
      'inline',
      container('touch /v/x; stat -c "%g %a" /v'),
      spec({ csi }, { securityContext: { fsGroup: 123 } }),
    ),
  );
  expect(driver.last['publish'].volumeContext).toMatchObject({ a: 'b', 'csi.storage.k8s.io/pod.name': 'inline' });
  await eventually('output', async () => (await node.log('inline')).includes('123 2775'));
  expect(mounts()).not.toEqual([]);
  await node.remove('inline');
  expect(mounts()).toEqual([]);
});

test('a volume that outlives its pods: attached, staged, published and back', async () => {
  const claimRef = { namespace: 'default', name: 'data', uid: 'data-uid' };
  node.cluster.seed(
    object(
      'v1',
      'PersistentVolume',
      { name: 'pv' },
      {
        spec: { accessModes: ['ReadWriteOnce'], claimRef, csi: { driver: DRIVER, volumeHandle: 'h' } },
      },
    ),
    object(
      'v1',
      'PersistentVolumeClaim',
      { namespace: 'default', name: 'data', uid: 'data-uid' },
      {
        spec: { volumeName: 'pv' },
        status: { phase: 'Bound' },
      },
    ),
  );
  const claimed = spec({ persistentVolumeClaim: { claimName: 'data' } });
  await node.cluster.pods.create(node.pod('writer', container('echo kept > /v/file'), claimed));
  node.cluster.seed(
    object(
      'storage.k8s.io/v1',
      'VolumeAttachment',
      { name: attachmentName('h', DRIVER, node.name) },
      {
        spec: { attacher: DRIVER, nodeName: node.name, source: { persistentVolumeName: 'pv' } },
        status: { attached: true, attachmentMetadata: { device: 'sdx' } },
      },
    ),
  );
  await node.until('writer', 'running', (pod) => pod.status?.phase === 'Running');
  expect(driver.last['stage']).toMatchObject({ volumeId: 'h', publishContext: { device: 'sdx' } });
  await eventually('in use', () => inUse().includes(`kubernetes.io/csi/${DRIVER}^h`));
  await node.run(node.pod('reader', container('cat /v/file'), claimed));
  await eventually('output', async () => (await node.log('reader')).includes('kept'));
  await node.remove('writer');
  expect(driver.calls.at(-1)).toBe('unpublish h');
  // An agent that was killed knows from the disk what there is to take away.
  await node.killAgent('SIGKILL');
  await node.startAgent();
  await eventually('registration', () => driver.statuses.length > 1);
  await node.remove('reader');
  expect(driver.calls.slice(-2)).toEqual(['unpublish h', 'unstage h']);
  await eventually('not in use', () => inUse().length === 0);
});

test('a pod waits for a driver that is not there, and says so', async () => {
  await node.cluster.pods.create(node.pod('waits', container(':'), spec({ csi: { driver: 'none.csi' } })));
  await eventually('event', () =>
    node
      .events('waits')
      .includes(
        'Warning FailedMount MountVolume.SetUp failed for volume "v" : driver name none.csi not found in the list of registered CSI drivers',
      ),
  );
  await node.remove('waits');
});
