import type { Container, PersistentVolumeSpec, Pod } from '@kubets/proto-gen/core/v1';
import type { VolumeContext } from '../volume-kind';
import { containerDevices } from '../container-devices';
import { claimVolume } from './claim-volume';

const mounting: Partial<Container> = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
const asDevice: Partial<Container> = { volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] };
const podOf = (container: Partial<Container>, readOnly = false): Pod => ({
  metadata: { name: 'p', namespace: 'd', uid: 'u' },
  spec: {
    containers: [{ name: 'c', ...container }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'claim', readOnly } }],
  },
});

const setUp = (pod: Pod, spec: PersistentVolumeSpec) =>
  claimVolume.setUp({
    pod,
    volume: pod.spec!.volumes![0]!,
    directory: '/nowhere',
    sources: {
      claimed: async () => ({ metadata: { name: 'pv' }, spec }),
      csi: async ({ block }: { block?: true }) => ({
        path: block ? '/published/device' : '/published',
        givesGroup: false,
      }),
    },
  } as unknown as VolumeContext);

const driver = { driver: 'test.csi', volumeHandle: 'h' };
test.each<[string, Partial<Container>, PersistentVolumeSpec, string | RegExp]>([
  ['a directory of the node', mounting, { local: { path: '/' } }, '/'],
  ['a device of a driver', asDevice, { csi: driver, volumeMode: 'Block' }, '/published/device'],
  ['a file system of a driver', mounting, { csi: driver, volumeMode: 'Filesystem' }, '/published'],
  [
    'a directory as a device',
    asDevice,
    { local: { path: '/' }, volumeMode: 'Block' },
    /^path "\/" of PersistentVolume pv is not a block device$/,
  ],
  [
    'a hostPath as a device',
    asDevice,
    { hostPath: { path: '/' }, volumeMode: 'Block' },
    /^no block volume plugin matched for PersistentVolume pv$/,
  ],
  [
    'a device that is mounted',
    mounting,
    { local: { path: '/' }, volumeMode: 'Block' },
    /^volume data has volumeMode Block, but is specified in volumeMounts$/,
  ],
  [
    'a file system that is used as a device',
    asDevice,
    { local: { path: '/' } },
    /^volume data has volumeMode Filesystem, but is specified in volumeDevices$/,
  ],
])('%s', async (_, container, spec, expected) => {
  const asked = setUp(podOf(container), spec);
  await (typeof expected === 'string'
    ? expect(asked).resolves.toBe(expected)
    : expect(asked).rejects.toThrow(expected));
});

test.each<[boolean, string]>([
  [false, 'mrw'],
  [true, 'r'],
])('a container has the device; read only: %s', (readOnly, permissions) => {
  const pod = podOf(asDevice, readOnly);
  const [container] = pod.spec!.containers!;
  const devices = (paths: [string, string][]) =>
    containerDevices({ pod, container: container!, volumes: new Map(paths) });
  expect(devices([['data', '/dev/sdb']])).toEqual([{ containerPath: '/dev/xvda', hostPath: '/dev/sdb', permissions }]);
  expect(() => devices([])).toThrow('cannot find volume "data" to pass into container "c"');
});
