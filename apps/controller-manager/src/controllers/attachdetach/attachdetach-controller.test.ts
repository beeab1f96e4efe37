import { attachmentName, uniqueVolumeName } from '@kubets/api';
import type { KubeObject } from '@kubets/apimachinery';
import type { VolumeAttachment } from '@kubets/proto-gen/storage/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { attachDetachController } from './attachdetach-controller';

const object = (apiVersion: string, kind: string, metadata: object, rest: object): KubeObject =>
  ({ apiVersion, kind, metadata, ...rest }) as KubeObject;
const volume = (accessMode = 'ReadWriteOnce') =>
  object(
    'v1',
    'PersistentVolume',
    { name: 'v' },
    {
      spec: {
        accessModes: [accessMode],
        claimRef: { namespace: 'default', name: 'c', uid: 'c-uid' },
        csi: { driver: 'd', volumeHandle: 'h' },
      },
    },
  );
const claim = object(
  'v1',
  'PersistentVolumeClaim',
  { namespace: 'default', name: 'c', uid: 'c-uid' },
  { spec: { volumeName: 'v' } },
);
const pod = (name: string, nodeName: string) =>
  object(
    'v1',
    'Pod',
    { namespace: 'default', name },
    { spec: { nodeName, volumes: [{ name: 'x', persistentVolumeClaim: { claimName: 'c' } }] } },
  );
const node = (name: string, volumesInUse: string[] = []) =>
  object('v1', 'Node', { name }, { status: { volumesInUse } });
const driver = (attachRequired: boolean) =>
  object('storage.k8s.io/v1', 'CSIDriver', { name: 'd' }, { spec: { attachRequired } });

let running: RunningControllers;
afterEach(() => running.stop());
const attachments = () => running.cluster.objects<VolumeAttachment>('volumeattachments');
const nodesOf = () => attachments().map(({ spec }) => spec?.nodeName);
async function start(...objects: KubeObject[]): Promise<void> {
  running = startControllers([attachDetachController], { objects });
  await running.settle();
}

test('a volume is attached to the node of its pod, under the name that its kubelet looks for', async () => {
  await start(volume(), claim, node('n'), pod('p', 'n'));
  expect(attachments()).toMatchObject([
    {
      metadata: { name: attachmentName('h', 'd', 'n') },
      spec: { attacher: 'd', nodeName: 'n', source: { persistentVolumeName: 'v' } },
    },
  ]);
  await running.cluster.volumeAttachments.updateStatus({ ...attachments()[0]!, status: { attached: true } });
  await running.settle();
  expect(running.events()).toEqual(['Normal SuccessfulAttachVolume AttachVolume.Attach succeeded for volume "v" ']);
});

test('a driver that does not attach is not asked', async () => {
  await start(volume(), claim, node('n'), pod('p', 'n'), driver(false));
  expect(nodesOf()).toEqual([]);
});

test('it is detached when its pod is gone and the node has let it go', async () => {
  const inUse = [uniqueVolumeName('d', 'h')];
  await start(volume(), claim, node('n', inUse), pod('p', 'n'));
  await running.cluster.pods.delete({ namespace: 'default', name: 'p' }, { gracePeriodSeconds: 0 });
  await running.settle();
  expect(nodesOf()).toEqual(['n']);
  await running.cluster.nodes.updateStatus(node('n'));
  await running.settle();
  expect(nodesOf()).toEqual([]);
});

test.each<[string, string[]]>([
  ['ReadWriteOnce', ['n']],
  ['ReadWriteMany', ['n', 'm']],
])('of two nodes that want a volume of %s', async (mode, expected) => {
  await start(volume(mode), claim, node('n'), node('m'), pod('p', 'n'));
  running.cluster.seed(pod('q', 'm'));
  await running.settle();
  expect(nodesOf()).toEqual(expected);
  expect(running.events().filter((text) => text.includes('Multi-Attach'))).toHaveLength(2 - expected.length);
});

test('what others have asked for is left alone', async () => {
  const other = object(
    'storage.k8s.io/v1',
    'VolumeAttachment',
    { name: 'by-hand' },
    { spec: { attacher: 'd', nodeName: 'n', source: { persistentVolumeName: 'v' } } },
  );
  await start(volume(), claim, node('n'), other);
  expect(nodesOf()).toEqual(['n']);
});

test('why it cannot be attached is told', async () => {
  await start(volume(), claim, node('n'), pod('p', 'n'));
  const status = { attached: false, attachError: { message: 'no disk' } };
  await running.cluster.volumeAttachments.updateStatus({ ...attachments()[0]!, status });
  await running.settle();
  expect(running.events()).toEqual(['Warning FailedAttachVolume AttachVolume.Attach failed for volume "v" : no disk']);
});
