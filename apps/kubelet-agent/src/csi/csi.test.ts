import { attachmentName } from '@kubets/api';
import type { KubeObject } from '@kubets/apimachinery';
import { createFakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import { NodeServiceCapability_RPC_Type as Capability } from '@kubets/proto-gen/csi/v1';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import type { CSINode } from '@kubets/proto-gen/storage/v1';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPluginRegistration } from '../plugins/plugin-registration';
import { podPaths } from '../system/pod-paths';
import { createCsi } from './csi';
import { startTestDriver, type TestDriver, type TestDriverOptions } from './testing/test-driver';
import { inlineCsiVolume, persistentCsiVolume } from './volume-request';

let root: string;
let stop: AbortController;
let driver: TestDriver | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'csi-'));
  mkdirSync(join(root, 'plugins_registry'));
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await driver?.stop();
  rmSync(root, { recursive: true, force: true });
});

const object = (apiVersion: string, kind: string, name: string, rest: object): KubeObject =>
  ({ apiVersion, kind, metadata: { name }, ...rest }) as KubeObject;
const csiDriver = (spec: object) => object('storage.k8s.io/v1', 'CSIDriver', 'test.csi', { spec });
const pod = (uid: string): Pod => ({
  metadata: { namespace: 'd', name: uid, uid },
  spec: {
    serviceAccountName: 'robot',
    volumes: [{ name: 'inline', csi: { driver: 'test.csi', volumeAttributes: { a: 'b' } } }],
  },
});
const volume = persistentCsiVolume(
  {
    metadata: { name: 'pv' },
    spec: { accessModes: ['ReadWriteOnce'], csi: { driver: 'test.csi', volumeHandle: 'h', fsType: 'ext4' } },
  },
  false,
)!;
const NODE: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'nu' } };

async function setup(objects: KubeObject[], options: Partial<TestDriverOptions> = {}) {
  const cluster = createFakeCluster();
  cluster.seed(NODE, ...objects);
  let changes = 0;
  const csi = createCsi({
    client: cluster,
    rootDir: root,
    paths: podPaths(root, join(root, 'logs')),
    nodeName: 'n',
    nodeUid: () => 'nu',
    onChange: () => changes++,
    clock: realClock,
    logger: createTestLogger(),
  });
  const registry = join(root, 'plugins_registry');
  await startPluginRegistration({
    directory: registry,
    handlers: [csi.drivers],
    clock: realClock,
    logger: createTestLogger(),
    signal: stop.signal,
  });
  driver = await startTestDriver({ name: 'test.csi', directory: root, registry, ...options });
  await eventually(() => driver!.statuses.length > 0);
  return { cluster, csi: csi.volumes, csiNode: () => cluster.objects<CSINode>('csinodes')[0] };
}
const tokens = () => Promise.resolve('{}');

test('a driver that registers is in the CSINode, and no more when it is gone', async () => {
  const { cluster, csiNode } = await setup([], { maxVolumes: 7 });
  expect(driver!.statuses).toMatchObject([{ pluginRegistered: true }]);
  expect(csiNode()).toMatchObject({
    metadata: { name: 'n', ownerReferences: [{ kind: 'Node', name: 'n', uid: 'nu' }] },
    spec: {
      drivers: [
        { name: 'test.csi', nodeID: 'test.csi-node', topologyKeys: ['test.csi/node'], allocatable: { count: 7 } },
      ],
    },
  });
  expect(cluster.objects<Node>('nodes')[0]?.metadata).toMatchObject({
    labels: { 'test.csi/node': 'here' },
    annotations: { 'csi.volume.kubernetes.io/nodeid': '{"test.csi":"test.csi-node"}' },
  });
  await driver!.stop();
  await eventually(() => csiNode()?.spec?.drivers?.length === 0);
});

test('one that runs in a pod says where pods find its socket, and is told such paths', async () => {
  const publish = () => undefined;
  const told = '/var/lib/kubelet/csi.sock';
  const { csi } = await setup([csiDriver({ volumeLifecycleModes: ['Ephemeral'] })], { told, publish });
  expect(driver!.statuses).toMatchObject([{ pluginRegistered: true }]);
  const { path } = await csi.publish({ pod: pod('u'), volume: inlineCsiVolume(pod('u'), 'inline'), tokens });
  expect(path).toBe(join(root, 'pods/u/volumes/kubernetes.io~csi/inline/mount'));
  const inPod = '/var/lib/kubelet/pods/u/volumes/kubernetes.io~csi/inline/mount';
  expect(driver!.last['publish']).toMatchObject({ targetPath: inPod, stagingTargetPath: '' });
  await csi.unpublishAll('u');
  expect(driver!.last['unpublish']).toMatchObject({ targetPath: inPod });
});

test('one that is silent keeps nobody waiting', async () => {
  const taken: Socket[] = [];
  const silent = createServer((socket) => void taken.push(socket));
  await new Promise<void>((resolve) => void silent.listen(join(root, 'plugins_registry', 'a-silent.sock'), resolve));
  await setup([]);
  expect(driver!.statuses).toMatchObject([{ pluginRegistered: true }]);
  silent.close();
  for (const socket of taken) socket.destroy();
});

test.each(['Not_a_name', `${'x'.repeat(64)}`])('%s is no name of a driver', async (name) => {
  const { csiNode } = await setup([], { name });
  expect(driver!.statuses).toMatchObject([
    { pluginRegistered: false, error: expect.stringContaining('is no name of a CSI driver') },
  ]);
  expect(csiNode()?.spec?.drivers ?? []).toEqual([]);
});

test('a volume that is made for a pod, and who the pod is', async () => {
  const { csi } = await setup([csiDriver({ volumeLifecycleModes: ['Ephemeral'], podInfoOnMount: true })]);
  const inline = inlineCsiVolume(pod('u'), 'inline');
  const { path } = await csi.publish({ pod: pod('u'), volume: inline, tokens });
  expect(readFileSync(join(path, 'handle'), 'utf8')).toBe(inline.handle);
  expect(driver!.last['publish']).toMatchObject({
    volumeContext: {
      a: 'b',
      'csi.storage.k8s.io/pod.name': 'u',
      'csi.storage.k8s.io/pod.namespace': 'd',
      'csi.storage.k8s.io/serviceAccount.name': 'robot',
      'csi.storage.k8s.io/ephemeral': 'true',
    },
  });
  expect(await csi.inUse()).toEqual([]);
  await csi.unpublishAll('u');
  expect(driver!.calls).toEqual([`publish ${inline.handle}`, `unpublish ${inline.handle}`]);
  expect(existsSync(path)).toBe(false);
});

test('a driver is asked only for what it says that it does', async () => {
  const { csi } = await setup([csiDriver({ volumeLifecycleModes: ['Persistent'] })]);
  await expect(csi.publish({ pod: pod('u'), volume: inlineCsiVolume(pod('u'), 'inline'), tokens })).rejects.toThrow(
    'volume mode "Ephemeral" not supported by driver test.csi (only supports ["Persistent"])',
  );
});

test('a volume is attached, staged once, published for each pod, and all the way back', async () => {
  const attachment = object('storage.k8s.io/v1', 'VolumeAttachment', attachmentName('h', 'test.csi', 'n'), {
    status: { attached: true, attachmentMetadata: { device: 'sdx' } },
  });
  const { csi } = await setup([csiDriver({ attachRequired: true }), attachment], {
    capabilities: [Capability.STAGE_UNSTAGE_VOLUME],
  });
  const { path, givesGroup } = await csi.publish({ pod: pod('u'), volume, fsGroup: 7, tokens });
  expect(givesGroup).toBe(true);
  expect(path).toBe(join(root, 'pods/u/volumes/kubernetes.io~csi/pv/mount'));
  expect(driver!.last['stage']).toMatchObject({
    publishContext: { device: 'sdx' },
    volumeCapability: { mount: { fsType: 'ext4' }, accessMode: { mode: 'SINGLE_NODE_WRITER' } },
  });
  await csi.publish({ pod: pod('w'), volume, tokens });
  expect(await csi.inUse()).toEqual(['kubernetes.io/csi/test.csi^h']);
  await csi.unpublishAll('u');
  expect(driver!.calls.at(-1)).toBe('unpublish h');
  await csi.unpublishAll('w');
  expect(driver!.calls.slice(-2)).toEqual(['unpublish h', 'unstage h']);
  expect(await csi.inUse()).toEqual([]);
});

test('a driver that knows groups gives the content itself', async () => {
  const { csi } = await setup([csiDriver({ attachRequired: false, fsGroupPolicy: 'File' })], {
    capabilities: [Capability.VOLUME_MOUNT_GROUP, Capability.SINGLE_NODE_MULTI_WRITER],
  });
  expect((await csi.publish({ pod: pod('u'), volume, fsGroup: 7, tokens })).givesGroup).toBe(false);
  expect(driver!.last['publish'].volumeCapability).toMatchObject({
    mount: { volumeMountGroup: '7' },
    accessMode: { mode: 'SINGLE_NODE_MULTI_WRITER' },
  });
});

test('tokens and secrets reach a driver that asks for them', async () => {
  const secret = object('v1', 'Secret', 's', { data: { key: Buffer.from('hush').toString('base64') } });
  secret.metadata!.namespace = 'd';
  const { csi } = await setup([
    csiDriver({ attachRequired: false, tokenRequests: [{ audience: 'x' }], serviceAccountTokenInSecrets: true }),
    secret,
  ]);
  const withSecret = { ...volume, publishSecret: { namespace: 'd', name: 's' } };
  await csi.publish({ pod: pod('u'), volume: withSecret, tokens: () => Promise.resolve('{"x":{}}') });
  expect(driver!.last['publish'].secrets).toEqual({
    key: 'hush',
    'csi.storage.k8s.io/serviceAccount.tokens': '{"x":{}}',
  });
});

test('what was begun is taken back, also when it came to nothing', async () => {
  const { csi } = await setup([csiDriver({ attachRequired: false })]);
  driver!.refusal = 'publish: no disk';
  await expect(csi.publish({ pod: pod('u'), volume, tokens })).rejects.toThrow(
    'rpc error: code = Internal desc = publish: no disk',
  );
  await csi.unpublishAll('u');
  expect(driver!.calls).toEqual(['publish h', 'unpublish h']);
});

test('a volume that cannot be unstaged is known until it can', async () => {
  const { csi } = await setup([csiDriver({ attachRequired: false })], {
    capabilities: [Capability.STAGE_UNSTAGE_VOLUME],
  });
  await csi.publish({ pod: pod('u'), volume, tokens });
  driver!.refusal = 'unstage: busy';
  await expect(csi.unpublishAll('u')).rejects.toThrow('busy');
  expect(await csi.inUse()).toEqual(['kubernetes.io/csi/test.csi^h']);
  driver!.refusal = undefined;
  await csi.unpublishAll('u');
  expect(driver!.calls.slice(-2)).toEqual(['unpublish h', 'unstage h']);
  expect(await csi.inUse()).toEqual([]);
});

test('without its driver nothing is published, and nothing taken away', async () => {
  const { csi } = await setup([csiDriver({ attachRequired: false })]);
  await csi.publish({ pod: pod('u'), volume, tokens });
  await driver!.stop();
  const missing = 'driver name test.csi not found in the list of registered CSI drivers';
  await eventually(() =>
    csi.publish({ pod: pod('w'), volume, tokens }).then(
      () => false,
      (error: Error) => error.message === missing,
    ),
  );
  await expect(csi.unpublishAll('u')).rejects.toThrow(missing);
});

test('a volume of volumeMode Block is published as a device, which is given to no group', async () => {
  const { csi } = await setup([csiDriver({ attachRequired: false })], {
    capabilities: [Capability.VOLUME_MOUNT_GROUP],
    publish: ({ targetPath }) => writeFileSync(targetPath, ''),
    unpublish: () => undefined,
  });
  const device = persistentCsiVolume(
    {
      metadata: { name: 'pv' },
      spec: {
        volumeMode: 'Block',
        accessModes: ['ReadWriteOnce'],
        csi: { driver: 'test.csi', volumeHandle: 'h', fsType: 'ext4' },
      },
    },
    false,
  )!;
  const { path, givesGroup } = await csi.publish({ pod: pod('a'), volume: device, fsGroup: 7, tokens });
  const { block, mount } = driver!.last['publish'].volumeCapability;
  expect([existsSync(path), givesGroup, block, mount]).toEqual([true, false, {}, undefined]);
  // Whatever the driver leaves of the file.
  await csi.unpublishAll('a');
  expect(existsSync(path)).toBe(false);
});
