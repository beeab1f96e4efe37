import type { CSIDriver, CSINode, CSIStorageCapacity, VolumeAttachment } from '@kubets/proto-gen/storage/v1';
import { csiDrivers } from './csidrivers/csidrivers';
import { csiNodes } from './csinodes/csinodes';
import { csiStorageCapacities } from './csistoragecapacities/csistoragecapacities';
import { cellsOf, created, updated } from './testing/strategy-harness';
import { volumeAttachments } from './volumeattachments/volumeattachments';
import { volumeAttributesClasses } from './volumeattributesclasses/volumeattributesclasses';

const metadata = { name: 'a.b' };
const driver = (spec: CSIDriver['spec'] = {}): CSIDriver => ({ metadata: { ...metadata }, spec });

test('a driver says less than all', () =>
  expect(created(csiDrivers, driver()).object.spec).toEqual({
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false,
    seLinuxMount: false,
    preventPodSchedulingIfMissing: false,
  }));

test.each<[CSIDriver['spec'], string[]]>([
  [{ volumeLifecycleModes: ['Persistent', 'Ephemeral'], fsGroupPolicy: 'File' }, []],
  [
    { volumeLifecycleModes: ['X'] },
    ['spec.volumeLifecycleModes: Unsupported value: "X": supported values: "Persistent", "Ephemeral"'],
  ],
  [
    { fsGroupPolicy: 'X' },
    ['spec.fsGroupPolicy: Unsupported value: "X": supported values: "File", "None", "ReadWriteOnceWithFSType"'],
  ],
  [
    { tokenRequests: [{ audience: 'a', expirationSeconds: 599 }, { audience: 'a' }] },
    [
      'spec.tokenRequests[0].expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
      'spec.tokenRequests[1].audience: Duplicate value: "a"',
    ],
  ],
  [
    { nodeAllocatableUpdatePeriodSeconds: 9, serviceAccountTokenInSecrets: true },
    [
      'spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds',
      'spec.serviceAccountTokenInSecrets: Invalid value: true: serviceAccountTokenInSecrets is set but no tokenRequests are specified',
    ],
  ],
])('a driver with %j', (spec, errors) => expect(created(csiDrivers, driver(spec)).errors).toEqual(errors));

test('a driver stays what it is, and changes are counted', () => {
  const { object } = created(csiDrivers, driver());
  const changed = updated(csiDrivers, object, ({ spec }) => void (spec!.attachRequired = false));
  expect(changed.errors).toEqual(['spec.attachedRequired: Invalid value: false: field is immutable']);
  const mounted = updated(csiDrivers, object, ({ spec }) => void (spec!.podInfoOnMount = true));
  expect([mounted.errors, mounted.object.metadata?.generation]).toEqual([[], 1]);
});

test('tokens are better handed over as secrets', () => {
  const tokens = driver({ tokenRequests: [{ audience: 'a' }] });
  expect([...csiDrivers.warnings!(tokens, undefined)]).toHaveLength(1);
  expect([...csiDrivers.warnings!(tokens, tokens)]).toHaveLength(0);
});

const node = (...drivers: NonNullable<CSINode['spec']>['drivers'] & object): CSINode => ({
  metadata: { name: 'n' },
  spec: { drivers },
});

test.each<[CSINode, string[]]>([
  [node({ name: 'a.b', nodeID: 'n', topologyKeys: ['a.b/zone'], allocatable: { count: 0 } }), []],
  [
    node({ name: 'a.b', nodeID: 'n', allocatable: { count: -1 } }, { name: 'a.b', nodeID: '' }),
    [
      'spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0',
      'spec.drivers[1].nodeID: Required value',
      'spec.drivers[1].name: Duplicate value: "a.b"',
    ],
  ],
  [
    node({ name: 'x'.repeat(64), nodeID: 'i'.repeat(257) }),
    [
      'spec.drivers[0].name: Too long: may not be more than 63 bytes',
      `spec.drivers[0].nodeID: Invalid value: "${'i'.repeat(257)}": must be 256 characters or less`,
    ],
  ],
])('a node with drivers: %#', (object, errors) => expect(created(csiNodes, object).errors).toEqual(errors));

test('how many volumes a node can have may change, and nothing else of its driver', () => {
  const { object } = created(csiNodes, node({ name: 'a.b', nodeID: 'n', allocatable: { count: 1 } }));
  const count = updated(csiNodes, object, ({ spec }) => void (spec!.drivers![0]!.allocatable = { count: 2 }));
  expect(count.errors).toEqual([]);
  const id = updated(csiNodes, object, ({ spec }) => void (spec!.drivers![0]!.nodeID = 'm'));
  expect(id.errors).toEqual([expect.stringMatching(/^spec\.drivers: Invalid value: .*: field is immutable$/)]);
});

const capacity: CSIStorageCapacity = {
  metadata: { name: 'c', namespace: 'd' },
  storageClassName: 'fast',
  capacity: '1Gi',
};

test('capacities', () => {
  expect(created(csiStorageCapacities, { ...capacity, capacity: '-1' }).errors).toEqual([
    'capacity: Invalid value: "-1": must be greater than or equal to 0',
  ]);
  expect(updated(csiStorageCapacities, capacity, (object) => void (object.storageClassName = 'slow')).errors).toEqual([
    'storageClassName: Invalid value: "slow": field is immutable',
  ]);
  expect(updated(csiStorageCapacities, capacity, (object) => void (object.capacity = '2Gi')).errors).toEqual([]);
});

const attachment = (source: object): VolumeAttachment => ({
  metadata: { name: 'v' },
  spec: { attacher: 'a.b', nodeName: 'n', source },
});
const EITHER = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const inlineVolumeSpec = { accessModes: ['ReadWriteOnce'], csi: { driver: 'a.b', volumeHandle: '1' } };

test.each<[object, string[]]>([
  [{ persistentVolumeName: 'v' }, []],
  [{ inlineVolumeSpec }, []],
  [{ inlineVolumeSpec: { ...inlineVolumeSpec, volumeAttributesClassName: '' } }, []],
  [{}, [`spec.source: Required value: ${EITHER}`]],
  [{ persistentVolumeName: 'v', inlineVolumeSpec }, [`spec.source: Forbidden: ${EITHER}`]],
  [
    { inlineVolumeSpec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1' }, hostPath: { path: '/' } } },
    [
      'spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context of inline volumes',
      'spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline volumes',
    ],
  ],
])('an attachment of %j', (source, errors) =>
  expect(created(volumeAttachments, attachment(source)).errors).toEqual(errors),
);

test('attachments do not change', () =>
  expect(
    updated(volumeAttachments, attachment({ persistentVolumeName: 'v' }), ({ spec }) => void (spec!.nodeName = 'm'))
      .errors,
  ).toEqual(['spec: Invalid value: null: field is immutable']));

test('nor do classes of attributes', () => {
  const one = { metadata: { name: 'gold' }, driverName: 'a.b', parameters: { iops: '1' } };
  expect(created(volumeAttributesClasses, { ...one, parameters: {} }).errors).toEqual([
    'parameters: Required value: must contain at least one key/value pair',
  ]);
  expect(updated(volumeAttributesClasses, one, (object) => void (object.driverName = 'c.d')).errors).toEqual([
    'driverName: Forbidden: updates to driverName are forbidden.',
  ]);
});

test('columns', () => {
  expect(cellsOf(csiDrivers, created(csiDrivers, driver({ tokenRequests: [{ audience: 'x' }] })).object)).toMatchObject(
    {
      AttachRequired: true,
      TokenRequests: 'x',
      Modes: 'Persistent',
    },
  );
  expect(cellsOf(csiNodes, node({ name: 'a.b', nodeID: 'n' }))).toMatchObject({ Drivers: 1 });
  expect(cellsOf(volumeAttachments, attachment({ persistentVolumeName: 'v' }))).toMatchObject({
    Attacher: 'a.b',
    PV: 'v',
    Node: 'n',
    Attached: false,
  });
});
