import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageClass } from '@kubets/proto-gen/storage/v1';
import { persistentVolumeClaims } from './persistentvolumeclaims/persistentvolumeclaims';
import { persistentVolumes } from './persistentvolumes/persistentvolumes';
import { storageClasses } from './storageclasses/storageclasses';
import { cellsOf, created, strategyContext, updated } from './testing/strategy-harness';

const claim = (spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim => ({
  metadata: { name: 'data', namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const volume = (spec: PersistentVolume['spec'] = {}): PersistentVolume => ({
  metadata: { name: 'v' },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/v' }, ...spec },
});

test('defaults', () => {
  expect(created(persistentVolumeClaims, claim()).object).toMatchObject({
    spec: { volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  });
  expect(created(persistentVolumes, volume()).object).toMatchObject({
    spec: { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' },
    status: { phase: 'Pending' },
  });
  expect(created(storageClasses, { metadata: { name: 's' }, provisioner: 'x/y' }).object).toMatchObject({
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  });
});

test.each<[PersistentVolumeClaim['spec'], string[]]>([
  [{}, []],
  [{ accessModes: [] }, ['spec.accessModes: Required value: at least 1 access mode is required']],
  [
    { accessModes: ['ReadWriteOnce', 'ReadWriteOncePod', 'X'] },
    [
      'spec.accessModes: Unsupported value: "X": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
    ],
  ],
  [{ resources: {} }, ['spec.resources[storage]: Required value']],
  [
    { resources: { requests: { storage: '0' } } },
    ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
  ],
  [{ volumeMode: 'X' }, ['spec.volumeMode: Unsupported value: "X": supported values: "Block", "Filesystem"']],
  [
    { dataSource: { kind: 'Secret', name: 'x' } },
    // The older field is for claims and snapshots only, and forgets all else.
    [],
  ],
  [
    { dataSource: { kind: 'Secret', name: 'x' }, dataSourceRef: { apiGroup: 'a.b', kind: 'Other', name: 'x' } },
    [
      'spec.dataSource: Invalid value: "Secret": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
      'spec: Invalid value: {}: must match dataSourceRef',
    ],
  ],
])('a claim with %j', (spec, expected) =>
  expect(created(persistentVolumeClaims, claim(spec)).errors).toEqual(expected),
);

test.each<[PersistentVolume['spec'], string[]]>([
  [{}, []],
  [
    { capacity: {} },
    ['spec.capacity: Required value', 'spec.capacity: Unsupported value: {}: supported values: "storage"'],
  ],
  [{ hostPath: undefined }, ['spec: Required value: must specify a volume type']],
  [{ nfs: { server: 's', path: '/' } }, ['spec.nfs: Forbidden: may not specify more than 1 volume type']],
  [{ nfs: {} }, ['spec.nfs: Forbidden: may not specify more than 1 volume type']],
  [{ cephfs: {} }, ['spec.cephFS: Forbidden: may not specify more than 1 volume type']],
  [
    { hostPath: undefined, flocker: {}, nfs: {} },
    [
      'spec.flocker: Required value: one of datasetName and datasetUUID is required',
      'spec.nfs: Forbidden: may not specify more than 1 volume type',
    ],
  ],
  [{ flexVolume: {} }, ['spec.flexVolume.driver: Required value']],
  [
    { hostPath: undefined, local: { path: '/x' } },
    ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
  ],
  [{ hostPath: { path: '/a/../b' } }, ['spec.hostPath.path: Invalid value: "/a/../b": must not contain \'..\'']],
])('a volume with %j', (spec, expected) => expect(created(persistentVolumes, volume(spec)).errors).toEqual(expected));

test.each<[string, StorageClass, string[]]>([
  ['without provisioner', {}, ['provisioner: Required value']],
  [
    'of a bad policy',
    { provisioner: 'x', reclaimPolicy: 'Recycle' },
    ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"'],
  ],
])('a class %s', (_, of, expected) =>
  expect(created(storageClasses, { metadata: { name: 's' }, ...of }).errors).toEqual(expected),
);

describe('what stays', () => {
  const bound = (): PersistentVolumeClaim => ({
    ...created(persistentVolumeClaims, claim({ volumeName: 'v', storageClassName: 's' })).object,
    status: { phase: 'Bound', capacity: { storage: '1Gi' } },
  });
  const pending = (): PersistentVolumeClaim => created(persistentVolumeClaims, claim()).object;
  const sourced = (): PersistentVolumeClaim =>
    created(persistentVolumeClaims, claim({ dataSourceRef: { apiGroup: 'a.b', kind: 'Other', name: 'x' } })).object;
  const forget = (field: 'dataSource' | 'dataSourceRef') => (object: PersistentVolumeClaim) =>
    void delete object.spec![field];
  const immutable = expect.stringContaining(
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n@@ ',
  ) as unknown as string;
  const size = (storage: string) => (object: PersistentVolumeClaim) =>
    void (object.spec!.resources = { requests: { storage } });

  test.each<[string, PersistentVolumeClaim, (claim: PersistentVolumeClaim) => void, string[]]>([
    ['a volume is chosen once', pending(), ({ spec }) => void (spec!.volumeName = 'v'), []],
    ['and no other', bound(), ({ spec }) => void (spec!.volumeName = 'w'), [immutable]],
    ['a class is given later', pending(), ({ spec }) => void (spec!.storageClassName = 's'), []],
    ['and no other', bound(), ({ spec }) => void (spec!.storageClassName = 't'), [immutable]],
    ['what is bound may grow', bound(), size('2Gi'), []],
    ['whoever knows only the older source may leave out the newer', sourced(), forget('dataSourceRef'), []],
    ['and the other way round', sourced(), forget('dataSource'), []],
    ['what is not bound may not', pending(), size('2Gi'), [immutable]],
    [
      'nothing shrinks',
      bound(),
      size('1Mi'),
      ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity'],
    ],
  ])('%s', (_, old, change, expected) => expect(updated(persistentVolumeClaims, old, change).errors).toEqual(expected));

  test('a volume is where it is', () =>
    expect(
      updated(persistentVolumes, created(persistentVolumes, volume()).object, ({ spec }) => {
        spec!.hostPath = { path: '/other' };
      }).errors,
    ).toEqual([
      expect.stringContaining(
        'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n@@ -2,7 +2,7 @@\n',
      ),
    ]));
});

test('columns', () => {
  expect(
    cellsOf(persistentVolumeClaims, {
      ...claim({ volumeName: 'v', storageClassName: 's' }),
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadOnlyMany', 'ReadWriteOnce'] },
    }),
  ).toMatchObject({ Status: 'Bound', Volume: 'v', Capacity: '1Gi', 'Access Modes': 'RWO,ROX', StorageClass: 's' });
  const claimRef = { namespace: 'default', name: 'data' };
  expect(cellsOf(persistentVolumes, { ...volume({ claimRef }), status: { phase: 'Bound' } })).toMatchObject({
    Capacity: '1Gi',
    Status: 'Bound',
    Claim: 'default/data',
  });
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  expect(cellsOf(storageClasses, { metadata: { name: 's', annotations }, provisioner: 'x' })).toMatchObject({
    Name: 's (default)',
    ReclaimPolicy: 'Delete',
  });
});

test('since when a volume is in its phase is what its controller says, or now', () => {
  const then = '2026-01-31T09:30:00Z';
  const changedTo = (status: PersistentVolume['status']) => {
    const changed = { ...volume({}), status };
    const old = { ...volume({}), status: { phase: 'Available', lastPhaseTransitionTime: then } };
    persistentVolumes.status!.prepareForUpdate!(changed, old, strategyContext());
    return changed.status?.lastPhaseTransitionTime;
  };
  expect(changedTo({ phase: 'Available' })).toBe(then);
  expect(changedTo({ phase: 'Released' })).not.toBe(then);
  expect(changedTo({ phase: 'Released', lastPhaseTransitionTime: '2026-02-01T00:00:00Z' })).toBe(
    '2026-02-01T00:00:00Z',
  );
});
