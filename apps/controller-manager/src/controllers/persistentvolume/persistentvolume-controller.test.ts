import type { KubeObject } from '@kubets/apimachinery';
import { nameOf } from '@kubets/apimachinery';
import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { node } from '../../testing/objects';
import { randomHistory } from '../../testing/random-history';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import {
  attributesClassProtectionController,
  claimProtectionController,
  volumeProtectionController,
} from '../volumeprotection/volumeprotection-controller';
import { persistentVolumeController } from './persistentvolume-controller';

const claim = (
  name: string,
  spec: PersistentVolumeClaim['spec'] = {},
  annotations?: Record<string, string>,
): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { namespace: 'default', name, uid: `${name}-uid`, ...(annotations && { annotations }) },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const volume = (name: string, storage: string, spec: PersistentVolume['spec'] = {}): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name, uid: `${name}-uid` },
  spec: {
    capacity: { storage },
    accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
    hostPath: { path: '/x' },
    persistentVolumeReclaimPolicy: 'Retain',
    ...spec,
  },
  status: { phase: 'Available' },
});
const storageClass = (name: string, provisioner: string, volumeBindingMode: string) =>
  ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    volumeBindingMode,
    reclaimPolicy: 'Delete',
  }) as KubeObject;
const STANDARD = storageClass('standard', 'kubets.dev/node-local', 'WaitForFirstConsumer');
const SELECTED = { 'volume.kubernetes.io/selected-node': 'n' };

let running: RunningControllers;
afterEach(() => running?.stop());
async function start(...objects: KubeObject[]): Promise<void> {
  running = startControllers([persistentVolumeController, claimProtectionController, volumeProtectionController], {
    objects,
  });
  await running.settle();
  await running.settle();
}
const claims = () => running.cluster.objects<PersistentVolumeClaim>('persistentvolumeclaims');
const volumes = () => running.cluster.objects<PersistentVolume>('persistentvolumes');
const state = () => ({
  claims: Object.fromEntries(
    claims().map((one) => [nameOf(one), `${one.status?.phase} ${one.spec?.volumeName ?? '-'}`]),
  ),
  volumes: Object.fromEntries(
    volumes().map((one) => [nameOf(one), `${one.status?.phase} ${one.spec?.claimRef?.name ?? '-'}`]),
  ),
});

test('binds the smallest volume that fits, each to one claim', async () => {
  await start(
    volume('large', '5Gi'),
    volume('small', '2Gi'),
    volume('tiny', '1Mi'),
    volume('other', '1Gi', { storageClassName: 'other' }),
    claim('a'),
    claim('b'),
    claim('c'),
  );
  const all = state();
  expect(Object.values(all.claims).sort()).toEqual(['Bound large', 'Bound small', 'Pending -']);
  expect(all.volumes).toMatchObject({ tiny: 'Available -', other: 'Available -' });
  expect(running.events()).toEqual([
    'Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
  ]);
  const first = claims().find(({ spec }) => spec?.volumeName === 'small');
  expect(first).toMatchObject({
    metadata: {
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' },
    },
    status: { phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] },
  });
});

test.each<[string, PersistentVolumeClaim['spec'], string]>([
  ['access mode', { accessModes: ['ReadWriteOncePod'] }, 'Pending -'],
  ['size', { resources: { requests: { storage: '3Gi' } } }, 'Pending -'],
  ['mode', { volumeMode: 'Block' }, 'Pending -'],
  ['labels', { selector: { matchLabels: { a: 'b' } } }, 'Pending -'],
  ['attributes', { volumeAttributesClassName: 'fast' }, 'Pending -'],
  ['class, though the claim names the volume', { volumeName: 'v', storageClassName: 'other' }, 'Pending v'],
  ['nothing else', {}, 'Bound v'],
])('minds the %s', async (_, spec, expected) => {
  await start(volume('v', '2Gi'), claim('c', spec));
  expect(state().claims).toEqual({ c: expected });
});

test('a volume that names a claim is for that one', async () => {
  await start(volume('v', '2Gi', { claimRef: { namespace: 'default', name: 'mine' } }), claim('other'), claim('mine'));
  expect(state()).toEqual({ claims: { other: 'Pending -', mine: 'Bound v' }, volumes: { v: 'Bound mine' } });
});

test('waits for a pod, and then makes a directory of its node', async () => {
  await start(
    STANDARD,
    node('n', { labels: { 'kubernetes.io/hostname': 'host' } }),
    claim('c', { storageClassName: 'standard' }),
  );
  expect(state()).toEqual({ claims: { c: 'Pending -' }, volumes: {} });
  expect(running.events()).toEqual([
    'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
  ]);
  await running.cluster.persistentVolumeClaims.patch(
    { namespace: 'default', name: 'c' },
    { type: 'merge', body: { metadata: { annotations: SELECTED } } },
  );
  await running.settle();
  await running.settle();
  expect(state()).toEqual({ claims: { c: 'Bound pvc-c-uid' }, volumes: { 'pvc-c-uid': 'Bound c' } });
  expect(volumes()[0]).toMatchObject({
    spec: {
      hostPath: { path: '/var/lib/kubets/volumes/pvc-c-uid', type: 'DirectoryOrCreate' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ values: ['host'] }] }] } },
      persistentVolumeReclaimPolicy: 'Delete',
    },
  });
  expect(running.events()).toContain('Normal ProvisioningSucceeded Successfully provisioned volume pvc-c-uid');
  await running.cluster.persistentVolumeClaims.delete({ namespace: 'default', name: 'c' });
  await running.settle();
  await running.settle();
  expect(state()).toEqual({ claims: {}, volumes: {} });
});

test.each<[string, PersistentVolumeClaim['spec'], string]>([
  [
    'nodes',
    { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] },
    'a directory of a node supports only ReadWriteOnce and ReadWriteOncePod access modes, not ReadWriteMany',
  ],
  ['devices', { volumeMode: 'Block' }, 'a directory of a node has no volumeMode Block'],
  ['attributes', { volumeAttributesClassName: 'fast' }, 'a directory of a node has no volumeAttributesClassName'],
])('a claim for %s waits, and is told why', async (_, spec, problem) => {
  await start(STANDARD, node('n'), claim('c', { storageClassName: 'standard', ...spec }, SELECTED));
  expect(state()).toEqual({ claims: { c: 'Pending -' }, volumes: {} });
  expect(running.events()).toEqual([
    `Warning ProvisioningFailed failed to provision volume with StorageClass "standard": ${problem}`,
  ]);
});

test('keeps what is to be kept, and tells of what is lost', async () => {
  await start(volume('v', '2Gi'), claim('c'));
  await running.cluster.persistentVolumeClaims.delete({ namespace: 'default', name: 'c' });
  await running.settle();
  expect(state().volumes).toEqual({ v: 'Released c' });
  running.cluster.seed(volume('w', '2Gi'), claim('d'));
  await running.settle();
  await running.settle();
  await running.cluster.persistentVolumes.delete({ name: 'w' });
  await running.settle();
  expect(state().claims).toEqual({ d: 'Lost w' });
});

test('a claim says whether a pod uses it, once it is bound', async () => {
  const pod = (phase: string) =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'default', name: 'p' },
      spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
      status: { phase },
    }) as KubeObject;
  const unused = () =>
    claims().map(({ status }) => status?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`));
  await start(volume('v', '2Gi'), claim('c'), claim('pending', { storageClassName: 'standard' }));
  expect(unused()).toEqual([['Unused=True NoPodsUsingPVC'], undefined]);
  running.cluster.seed(pod('Pending'));
  await running.settle();
  expect(unused()).toEqual([['Unused=False PodUsingPVC'], undefined]);
  const used = await running.cluster.pods.get({ namespace: 'default', name: 'p' });
  await running.cluster.pods.updateStatus({ ...used, status: { phase: 'Succeeded' } });
  await running.settle();
  expect(unused()).toEqual([['Unused=True NoPodsUsingPVC'], undefined]);
});

test('a claim stays while a pod uses it', async () => {
  const used = claim('c');
  await start({ ...used, metadata: { ...used.metadata, finalizers: ['kubernetes.io/pvc-protection'] } }, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: 'p' },
    spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
  } as KubeObject);
  await running.cluster.persistentVolumeClaims.delete({ namespace: 'default', name: 'c' });
  await running.settle();
  expect(claims()).toHaveLength(1);
  await running.cluster.pods.delete({ namespace: 'default', name: 'p' }, { gracePeriodSeconds: 0 });
  await running.settle();
  expect(claims()).toHaveLength(0);
});

test('a class of attributes stays while a claim or a volume has it', async () => {
  const gold = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttributesClass',
    metadata: { name: 'gold', finalizers: ['kubernetes.io/vac-protection'] },
  } as KubeObject;
  const classes = () => running.cluster.objects('volumeattributesclasses');
  running = startControllers([attributesClassProtectionController], {
    objects: [gold, claim('c', { volumeAttributesClassName: 'gold' })],
  });
  await running.settle();
  await running.cluster.volumeAttributesClasses.delete({ name: 'gold' });
  await running.settle();
  expect(classes()).toHaveLength(1);
  await running.cluster.persistentVolumeClaims.delete({ namespace: 'default', name: 'c' });
  await running.settle();
  expect(classes()).toHaveLength(0);
});

test.each([1, 2, 3, 4])(
  'history %i: no volume has two claims, and in the end all that can be are bound',
  async (seed) => {
    const history = await randomHistory(seed, {
      controllers: [persistentVolumeController],
      objects: [STANDARD, node('n'), ...[1, 2, 3].map((size) => volume(`v${size}`, `${size}Gi`))],
      steps: 40,
      async change({ cluster }, random) {
        const all = cluster.objects<PersistentVolumeClaim>('persistentvolumeclaims');
        if (random(3) === 0 && all[0])
          await cluster.persistentVolumeClaims.delete({ namespace: 'default', name: nameOf(all[0]) });
        else if (all.length < 5) {
          const name = `c${random(1e6)}`;
          cluster.seed(random(2) ? claim(name) : claim(name, { storageClassName: 'standard' }, SELECTED));
        }
      },
      check({ cluster }) {
        const named = cluster
          .objects<PersistentVolumeClaim>('persistentvolumeclaims')
          .flatMap(({ spec }) => spec?.volumeName ?? []);
        expect(new Set(named).size).toBe(named.length);
      },
    });
    const all = history.cluster.objects<PersistentVolumeClaim>('persistentvolumeclaims');
    const made = all.filter(({ spec }) => spec?.storageClassName === 'standard');
    expect(made.every(({ status }) => status?.phase === 'Bound')).toBe(true);
    const left = history.cluster
      .objects<PersistentVolume>('persistentvolumes')
      .filter(({ status }) => status?.phase === 'Available');
    const waiting = all.filter(({ status }) => status?.phase !== 'Bound');
    expect(Math.min(left.length, waiting.length)).toBe(0);
  },
);
