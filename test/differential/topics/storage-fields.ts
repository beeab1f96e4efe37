import type { Case } from '../case';
import { triedDry, type Tried } from './validation';

const modes: readonly unknown[] = [
  [],
  undefined,
  ['ReadWriteMany'],
  ['ReadWriteOncePod'],
  ['ReadWriteOncePod', 'ReadWriteOnce'],
  ['x'],
  ['ReadWriteOnce', 'ReadWriteOnce'],
];
const CLAIM: Tried = {
  'metadata.name': ['a.b', 'A', 'a_b'],
  spec: [undefined, {}],
  'spec.accessModes': modes,
  'spec.resources': [
    undefined,
    {},
    { requests: {} },
    { requests: { storage: '0' } },
    { requests: { storage: '-1' } },
    { requests: { storage: '1.5' } },
    { requests: { storage: '100m' } },
    { requests: { cpu: '1' } },
    { requests: { storage: '2Gi' }, limits: { storage: '1Gi' } },
    { requests: { storage: 'x' } },
  ],
  'spec.selector': [{}, { matchLabels: { 'a b': 'c' } }, { matchExpressions: [{ key: 'a', operator: 'x' }] }],
  'spec.volumeMode': ['Block', 'Filesystem', 'x', ''],
  'spec.volumeName': ['a', 'A_', ''],
  'spec.storageClassName': ['', 'A_', null, undefined],
  'spec.volumeAttributesClassName': ['a', 'A_', ''],
  'spec.dataSource': [
    {},
    { kind: 'PersistentVolumeClaim', name: 'a' },
    { kind: 'VolumeSnapshot', name: 'a', apiGroup: 'snapshot.storage.k8s.io' },
    { kind: 'x', name: '' },
    { kind: 'Pod', name: 'a', apiGroup: '' },
    { kind: 'Other', name: 'a', apiGroup: 'A_' },
  ],
  'spec.dataSourceRef': [
    {},
    { kind: 'PersistentVolumeClaim', name: 'a' },
    { kind: 'Other', name: 'a', apiGroup: 'example.com' },
    { kind: 'PersistentVolumeClaim', name: 'a', namespace: 'other' },
    { kind: '', name: '' },
    { kind: 'x', name: 'a' },
  ],
  'metadata.annotations': [{ 'volume.beta.kubernetes.io/storage-class': 'a' }],
  'status.phase': ['Bound'],
};
const VOLUME: Tried = {
  'metadata.name': ['a.b', 'A'],
  spec: [undefined, {}],
  'spec.capacity': [
    undefined,
    { storage: '0' },
    { storage: '-1' },
    { cpu: '1' },
    { storage: '1Gi', cpu: '1' },
    { storage: '100m' },
  ],
  'spec.accessModes': modes,
  'spec.persistentVolumeReclaimPolicy': ['Delete', 'Recycle', 'Retain', 'x', ''],
  'spec.volumeMode': ['Block', 'x', ''],
  'spec.storageClassName': ['a', 'A_', ''],
  'spec.mountOptions': [['ro'], ['']],
  'spec.claimRef': [{}, { name: 'a', namespace: 'b' }, { name: 'a' }, { kind: 'Pod', name: 'a', namespace: 'b' }],
  'spec.hostPath': [
    undefined,
    {},
    { path: '' },
    { path: '/a/../b' },
    { path: '/' },
    { path: '/a', type: 'Directory' },
    { path: '/a', type: 'x' },
  ],
  'spec.nfs': [{ server: 'a', path: '/b' }],
  'spec.nodeAffinity': [
    {},
    { required: {} },
    { required: { nodeSelectorTerms: [] } },
    { required: { nodeSelectorTerms: [{}] } },
    { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }] } },
    { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a b', operator: 'x' }] }] } },
    { required: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }] } },
    {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'beta.kubernetes.io/os', operator: 'In', values: ['b'] }] }],
      },
    },
  ],
  'spec.volumeAttributesClassName': ['a', 'A_', ''],
  'metadata.annotations': [
    { 'volume.beta.kubernetes.io/storage-class': 'a' },
    { 'volume.beta.kubernetes.io/mount-options': 'ro' },
  ],
  'status.phase': ['Bound', 'x'],
};
/** Each in place of the host's path. */
const SOURCES: Tried = {
  'spec.nfs': [
    { server: 'a', path: '/b' },
    { server: '', path: '' },
    { server: 'a', path: 'b' },
  ],
  'spec.local': [{ path: '/a' }, { path: '' }, { path: '/a/..' }],
  'spec.csi': [
    { driver: 'a.b', volumeHandle: 'c' },
    {},
    { driver: 'A_', volumeHandle: '' },
    { driver: 'a', volumeHandle: 'b', nodePublishSecretRef: { name: 'a' } },
    { driver: 'a', volumeHandle: 'b', controllerExpandSecretRef: {} },
    { driver: 'x'.repeat(64), volumeHandle: 'b' },
  ],
  'spec.iscsi': [
    { targetPortal: '1.2.3.4:3260', iqn: 'iqn.2015-02.example.com:test', lun: 0 },
    { targetPortal: '', iqn: 'x', lun: 300 },
    {},
  ],
  'spec.rbd': [
    { monitors: ['a'], image: 'b' },
    { monitors: [], image: '' },
  ],
  'spec.cephfs': [{ monitors: ['a'] }, { monitors: [] }],
  'spec.glusterfs': [{ endpoints: 'a', path: 'b' }, {}],
  'spec.fc': [{ targetWWNs: ['a'], lun: 1 }, { lun: 300 }, { wwids: ['a'], targetWWNs: ['b'] }],
  'spec.gcePersistentDisk': [{ pdName: 'a' }, { pdName: '', partition: 300 }],
  'spec.awsElasticBlockStore': [{ volumeID: 'a' }, { partition: -1 }],
  'spec.azureDisk': [
    { diskName: 'a', diskURI: 'https://blob/' },
    {},
    { diskName: 'a', diskURI: 'b', kind: 'x', cachingMode: 'y' },
  ],
  'spec.azureFile': [{ secretName: 'a', shareName: 'b' }, {}, { secretName: 'a', shareName: 'b', secretNamespace: '' }],
  'spec.cinder': [{ volumeID: 'a' }, {}, { volumeID: 'a', secretRef: { name: 'a' } }],
  'spec.flexVolume': [{ driver: 'a/b' }, {}, { driver: 'a', options: { 'kubernetes.io/x': 'y' } }],
  'spec.vsphereVolume': [{ volumePath: 'a' }, {}],
  'spec.photonPersistentDisk': [{ pdID: 'a' }, {}],
  'spec.portworxVolume': [{ volumeID: 'a' }, {}],
  'spec.quobyte': [{ registry: 'a:1', volume: 'b' }, {}],
  'spec.scaleIO': [{ gateway: 'a', system: 'b', volumeName: 'c', secretRef: { name: 'a' } }, {}],
  'spec.storageos': [{ volumeName: 'a', volumeNamespace: 'b' }, {}],
};
const CLASS: Tried = {
  'metadata.name': ['a.b', 'A', 'a_b'],
  provisioner: [undefined, '', 'a b', 'kubernetes.io/no-provisioner', 'A/B'],
  reclaimPolicy: ['Retain', 'Recycle', 'x', ''],
  volumeBindingMode: ['WaitForFirstConsumer', 'x', ''],
  allowVolumeExpansion: [true, 'x'],
  mountOptions: [['ro'], []],
  parameters: [{ a: 'b' }, { '': 'b' }, { a: 'x'.repeat(300_000) }, {}],
  allowedTopologies: [
    [],
    [{}],
    [{ matchLabelExpressions: [] }],
    [{ matchLabelExpressions: [{ key: 'a', values: ['b'] }] }],
    [{ matchLabelExpressions: [{ key: 'a b', values: [] }] }],
    [{ matchLabelExpressions: [{ key: 'a', values: ['b', 'b'] }] }],
    [
      {
        matchLabelExpressions: [
          { key: 'a', values: ['b'] },
          { key: 'a', values: ['c'] },
        ],
      },
    ],
    [
      { matchLabelExpressions: [{ key: 'a', values: ['b'] }] },
      { matchLabelExpressions: [{ key: 'a', values: ['b'] }] },
    ],
  ],
  'metadata.annotations': [{ 'storageclass.kubernetes.io/is-default-class': 'true' }],
};

export const STORAGE_FIELDS: readonly Case[] = [
  ...triedDry('PersistentVolumeClaim', {}, CLAIM),
  ...triedDry(
    'PersistentVolumeClaim',
    { spec: { dataSource: { kind: 'PersistentVolumeClaim', name: 'a' } } },
    {
      'spec.dataSourceRef': [
        { kind: 'PersistentVolumeClaim', name: 'a' },
        { kind: 'PersistentVolumeClaim', name: 'b' },
      ],
    },
  ),
  ...triedDry(
    'PersistentVolumeClaim',
    { spec: { dataSource: { kind: 'Other', name: 'a' } } },
    {
      'spec.dataSourceRef': [
        undefined,
        { kind: 'Other', name: 'a' },
        { apiGroup: 'a.b', kind: 'Other', name: 'a' },
        { kind: 'Other', name: 'a', namespace: 'b' },
      ],
    },
  ),
  ...triedDry('PersistentVolume', {}, VOLUME),
  ...triedDry('PersistentVolume', { spec: { hostPath: undefined } }, SOURCES),
  ...triedDry(
    'PersistentVolume',
    { spec: { hostPath: { path: '/' } } },
    { 'spec.persistentVolumeReclaimPolicy': ['Recycle'] },
  ),
  ...triedDry('StorageClass', {}, CLASS),
];
