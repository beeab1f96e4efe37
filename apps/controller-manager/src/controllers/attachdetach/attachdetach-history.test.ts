import { uniqueVolumeName } from '@kubets/api';
import { nameOf, type KubeObject } from '@kubets/apimachinery';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import type { VolumeAttachment } from '@kubets/proto-gen/storage/v1';
import { randomHistory, type History } from '../../testing/random-history';
import { attachDetachController } from './attachdetach-controller';

const NODES = ['n1', 'n2', 'n3'];
const VOLUMES = ['a', 'b'];

const object = (apiVersion: string, kind: string, metadata: object, rest: object): KubeObject =>
  ({ apiVersion, kind, metadata, ...rest }) as KubeObject;
const volume = (name: string) =>
  object(
    'v1',
    'PersistentVolume',
    { name },
    {
      spec: {
        accessModes: ['ReadWriteOnce'],
        claimRef: { namespace: 'default', name, uid: `${name}-uid` },
        csi: { driver: 'd', volumeHandle: name },
      },
    },
  );
const claim = (name: string) =>
  object(
    'v1',
    'PersistentVolumeClaim',
    { namespace: 'default', name, uid: `${name}-uid` },
    { spec: { volumeName: name } },
  );
const pod = (name: string, nodeName: string, claimName: string) =>
  object(
    'v1',
    'Pod',
    { namespace: 'default', name },
    { spec: { nodeName, volumes: [{ name: 'x', persistentVolumeClaim: { claimName } }] } },
  );

const podsOf = ({ cluster }: History) => cluster.objects<Pod>('pods');
const attachmentsOf = ({ cluster }: History) => cluster.objects<VolumeAttachment>('volumeattachments');
const volumeOf = ({ spec }: Pod) => spec!.volumes![0]!.persistentVolumeClaim!.claimName!;
const keyOf = ({ spec }: VolumeAttachment) => `${spec!.source!.persistentVolumeName} ${spec!.nodeName}`;

/** What drivers and kubelets do: attached is what is asked for, and in use what pods have. */
async function attachAndMount(history: History): Promise<void> {
  const { cluster } = history;
  for (const one of attachmentsOf(history))
    if (!one.status?.attached) await cluster.volumeAttachments.updateStatus({ ...one, status: { attached: true } });
  for (const node of cluster.objects<Node>('nodes')) {
    const volumesInUse = podsOf(history)
      .filter(({ spec }) => spec?.nodeName === nameOf(node))
      .map((one) => uniqueVolumeName('d', volumeOf(one)));
    await cluster.nodes.updateStatus({ ...node, status: { ...node.status, volumesInUse } });
  }
}

// In history 28 a pod moves while the attachment of its predecessor is not to be seen.
test.each([0, 1, 2, 3, 4, 28])(
  'history %i: no volume is on two nodes, and in the end each is where its pod is',
  async (seed) => {
    let made = 0;
    const history = await randomHistory(seed, {
      controllers: [attachDetachController],
      objects: [
        object('storage.k8s.io/v1', 'CSIDriver', { name: 'd' }, { spec: { attachRequired: true } }),
        ...NODES.map((name) => object('v1', 'Node', { name }, { status: { volumesInUse: [] } })),
        ...VOLUMES.flatMap((name) => [volume(name), claim(name)]),
      ],
      steps: 60,
      run: attachAndMount,
      async change(now, random) {
        const name = VOLUMES[random(VOLUMES.length)]!;
        const user = podsOf(now).find((one) => volumeOf(one) === name);
        if (!user) return now.cluster.seed(pod(`pod-${made++}`, NODES[random(NODES.length)]!, name));
        await now.cluster.pods.delete({ namespace: 'default', name: nameOf(user) }, { gracePeriodSeconds: 0 });
      },
      check(now) {
        const volumes = attachmentsOf(now).map(({ spec }) => spec!.source!.persistentVolumeName);
        expect(volumes).toEqual([...new Set(volumes)]);
      },
    });
    const wanted = podsOf(history).map((one) => `${volumeOf(one)} ${one.spec!.nodeName}`);
    expect(attachmentsOf(history).map(keyOf).sort()).toEqual(wanted.sort());
  },
);
