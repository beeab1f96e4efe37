import type { Case } from '../../case';
import { create, get, itemPath } from '../kinds';
import { changed, patch } from './changed';

export const STORAGE_UPDATES: readonly Case[] = [
  changed('PersistentVolumeClaim', [
    { spec: { resources: { requests: { storage: '2Gi' } } } },
    { spec: { volumeName: 'a' } },
    { spec: { volumeName: 'b' } },
    { spec: { storageClassName: 'x' } },
    { spec: { accessModes: ['ReadWriteMany'] } },
    { spec: { selector: {} } },
    { spec: { volumeMode: 'Block' } },
    { spec: { volumeAttributesClassName: 'x' } },
    { metadata: { labels: { a: 'b' } } },
  ]),
  changed('PersistentVolumeClaim', [{ spec: { storageClassName: 'x' } }, { spec: { storageClassName: 'y' } }], {
    spec: { storageClassName: undefined },
  }),
  changed(
    'PersistentVolumeClaim',
    [
      { spec: { dataSourceRef: null } },
      { spec: { dataSource: null } },
      { spec: { dataSource: null, dataSourceRef: null } },
      { spec: { dataSourceRef: { kind: 'Other', name: 'a', namespace: 'b' } } },
    ],
    { spec: { dataSourceRef: { apiGroup: 'a.b', kind: 'Other', name: 'a' } } },
  ),
  changed('PersistentVolumeClaim', [{ spec: { dataSource: { apiGroup: 'a.b', kind: 'Other', name: 'a' } } }]),
  changed(
    'PersistentVolumeClaim',
    [
      { status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] } },
      { status: { phase: 'x' } },
      { status: { capacity: { storage: '-1' } } },
      { status: { accessModes: ['x'] } },
      {
        status: {
          conditions: [{ type: 'A', status: 'True' }],
          allocatedResources: { storage: '2Gi' },
          allocatedResourceStatuses: { storage: 'x', 'a b': 'ControllerResizeInProgress' },
        },
      },
    ],
    {},
    '/status',
  ),
  {
    topic: 'updates',
    name: 'a bound claim',
    before: [
      create('PersistentVolumeClaim', { spec: { volumeName: 'v' } }),
      patch('PersistentVolumeClaim', { status: { phase: 'Bound', capacity: { storage: '1Gi' } } }, '/status'),
    ],
    requests: [
      patch('PersistentVolumeClaim', { spec: { resources: { requests: { storage: '5Gi' } } } }),
      patch('PersistentVolumeClaim', { spec: { resources: { requests: { storage: '500Mi' } } } }),
      patch('PersistentVolumeClaim', { spec: { volumeName: null } }),
      { method: 'DELETE', path: itemPath('PersistentVolumeClaim') },
      get('PersistentVolumeClaim'),
    ],
  },
  changed('PersistentVolume', [
    { spec: { capacity: { storage: '2Gi' } } },
    { spec: { hostPath: { path: '/other' } } },
    { spec: { hostPath: null, nfs: { server: 'a', path: '/b' } } },
    { spec: { accessModes: ['ReadWriteMany'] } },
    { spec: { persistentVolumeReclaimPolicy: 'Delete' } },
    { spec: { volumeMode: 'Block' } },
    {
      spec: {
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }] },
        },
      },
    },
    {
      spec: {
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['c'] }] }] },
        },
      },
    },
    { spec: { claimRef: { name: 'a', namespace: 'b' } } },
    { spec: { storageClassName: 'x' } },
  ]),
  changed(
    'PersistentVolume',
    [{ status: { phase: 'Available' } }, { status: { phase: 'x', message: 'm' } }],
    {},
    '/status',
  ),
  changed('StorageClass', [
    { provisioner: 'x/y' },
    { parameters: { a: 'b' } },
    { reclaimPolicy: 'Retain' },
    { volumeBindingMode: 'WaitForFirstConsumer' },
    { allowVolumeExpansion: true },
    { mountOptions: ['ro'] },
  ]),
];
