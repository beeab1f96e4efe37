import type { Asked, Case } from '../case';
import { collectionOf, create, get, itemPath, kindOf } from './kinds';
import { tried } from './validation';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const MERGE = { 'content-type': 'application/merge-patch+json' };
const merge = (kind: string, body: unknown, rest = ''): Asked => ({
  method: 'PATCH',
  path: itemPath(kind, rest),
  headers: MERGE,
  body,
});

/** Made, shown, changed in one way after the other, and gone. */
const life = (kind: string, ...changes: readonly [unknown, string?][]): Case => ({
  topic: `${kindOf(kind).plural}: life`,
  name: 'made, changed, gone',
  requests: [
    create(kind),
    get(kind, '', TABLE),
    ...changes.map(([body, rest]) => merge(kind, body, rest)),
    { method: 'GET', path: collectionOf(kindOf(kind)), headers: TABLE },
    { method: 'DELETE', path: itemPath(kind) },
    get(kind),
  ],
});

const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'Because',
  message: 'm',
  lastTransitionTime: '2026-01-01T00:00:00Z',
});

/** What CSI drivers, their volumes and pods' certificates are told, and what of it is refused. */
export const DRIVER_FIELDS: readonly Case[] = [
  ...tried(
    'CSIDriver',
    {},
    {
      'metadata.name': ['A.b', 'a_b'],
      spec: [undefined, {}],
      'spec.attachRequired': [true, 'x'],
      'spec.podInfoOnMount': [true],
      'spec.fsGroupPolicy': ['File', 'None', 'X', ''],
      'spec.volumeLifecycleModes': [[], ['Ephemeral'], ['X'], ['Persistent', 'Persistent']],
      'spec.tokenRequests': [
        [],
        [{ audience: 'a' }],
        [{ audience: 'a' }, { audience: 'a' }],
        [{ expirationSeconds: 599 }],
        [{ audience: '', expirationSeconds: 4294967297 }],
      ],
      'spec.serviceAccountTokenInSecrets': [true],
      'spec.nodeAllocatableUpdatePeriodSeconds': [9, 10, 0],
      'spec.storageCapacity': [true],
      'spec.seLinuxMount': [true],
      'spec.preventPodSchedulingIfMissing': [true],
    },
  ),
  life(
    'CSIDriver',
    [{ spec: { podInfoOnMount: true } }],
    [{ spec: { attachRequired: true } }],
    [{ spec: { volumeLifecycleModes: ['Ephemeral'] } }],
    [{ spec: { tokenRequests: [{ audience: 'x' }] } }],
    [{ metadata: { labels: { a: 'b' } } }],
  ),
  ...tried(
    'CSINode',
    {},
    {
      'spec.drivers': [
        null,
        [{ name: '', nodeID: 'n' }],
        [{ name: 'a_b', nodeID: '' }],
        [{ name: 'x'.repeat(64), nodeID: 'i'.repeat(257) }],
        [
          { name: 'a.b', nodeID: 'n' },
          { name: 'a.b', nodeID: 'm' },
        ],
        [{ name: 'a.b', nodeID: 'n', topologyKeys: ['a.b/c', 'a.b/c', '', '-'] }],
        [{ name: 'a.b', nodeID: 'n', allocatable: { count: -1 } }],
        [{ name: 'a.b', nodeID: 'n', allocatable: {} }],
      ],
    },
  ),
  life(
    'CSINode',
    [{ spec: { drivers: [{ name: 'fuzz.invalid', nodeID: 'none', allocatable: { count: 3 } }] } }],
    [{ spec: { drivers: [{ name: 'fuzz.invalid', nodeID: 'other' }] } }],
    [{ metadata: { labels: { a: 'b' } } }, '/status'],
  ),
  ...tried(
    'CSIStorageCapacity',
    {},
    {
      storageClassName: [undefined, '', 'A'],
      capacity: [undefined, '-1', '0', 'x'],
      maximumVolumeSize: ['-1', '1Gi'],
      nodeTopology: [{}, { matchLabels: { 'a b': 'c' } }, { matchExpressions: [{ key: 'a', operator: 'X' }] }],
    },
  ),
  life('CSIStorageCapacity', [{ capacity: '2Gi' }], [{ storageClassName: 'other' }], [{ nodeTopology: {} }]),
  ...tried(
    'VolumeAttachment',
    {},
    {
      'spec.attacher': [undefined, '', 'a_b', 'x'.repeat(64)],
      'spec.nodeName': [undefined, '', 'A'],
      'spec.source': [undefined, {}, { persistentVolumeName: '' }, { persistentVolumeName: 'A' }],
      'spec.source.inlineVolumeSpec': [{ accessModes: ['ReadWriteOnce'], csi: { driver: 'a', volumeHandle: 'b' } }],
      status: [{ attached: true }],
    },
  ),
  life(
    'VolumeAttachment',
    [{ spec: { nodeName: 'other' } }],
    [{ status: { attached: true } }],
    [{ metadata: { labels: { a: 'b' } }, status: { attached: true, attachmentMetadata: { a: 'b' } } }, '/status'],
    [{ status: { attached: false, attachError: { message: 'm'.repeat(1025), errorCode: -1 } } }, '/status'],
  ),
  ...tried(
    'VolumeAttributesClass',
    {},
    { driverName: [undefined, '', 'a_b', 'A/b', '-'], parameters: [undefined, {}, { '': 'x' }] },
  ),
  life(
    'VolumeAttributesClass',
    [{ driverName: 'other' }],
    [{ parameters: { a: '2' } }],
    [{ metadata: { labels: { a: 'b' } } }],
  ),
  ...tried(
    'StorageVersionMigration',
    {},
    {
      'spec.resource': [undefined, {}, { resource: 'Pods' }, { resource: '-' }, { group: '-', resource: '.' }],
      'spec.resource.group': ['', 'A', 'a b'],
      'spec.resource.resource': [undefined, '', 'pods/status', 'x'.repeat(64)],
    },
  ),
  life(
    'StorageVersionMigration',
    [{ spec: { resource: { resource: 'others' } } }],
    [{ metadata: { labels: { a: 'b' } } }],
    [{ metadata: { labels: { c: 'd' } } }, '/status'],
    [{ status: { resourceVersion: 'x' } }, '/status'],
    [{ status: { resourceVersion: '0' } }, '/status'],
    [{ status: { resourceVersion: '12' } }, '/status'],
    [{ status: { resourceVersion: '13' } }, '/status'],
    [{ status: { conditions: [condition('Succeeded'), condition('Failed')] } }, '/status'],
    [{ status: { conditions: [condition('Succeeded'), condition('Succeeded')] } }, '/status'],
    [{ status: { conditions: [{ type: 'Running' }] } }, '/status'],
    [{ status: { conditions: [condition('Failed')] } }, '/status'],
    [{ status: { conditions: [condition('Failed', 'False')] } }, '/status'],
    [{ status: { conditions: null } }, '/status'],
  ),
  ...tried(
    'ClusterTrustBundle',
    {},
    {
      'spec.trustBundle': [undefined, '', 'x', '-----BEGIN X-----\nYQ==\n-----END X-----\n'],
      'spec.signerName': ['a.b/c', 'x', ''],
      'metadata.name': ['a:b'],
    },
  ),
  life(
    'ClusterTrustBundle',
    [{ spec: { signerName: 'a.b/c' } }],
    [{ spec: { trustBundle: 'x' } }],
    [{ metadata: { labels: { a: 'b' } } }],
  ),
  ...tried(
    'PodCertificateRequest',
    {},
    {
      'spec.signerName': [undefined, 'x'],
      'spec.podName': [undefined, 'A'],
      'spec.podUID': [undefined, 'x'.repeat(129)],
      'spec.serviceAccountName': ['A'],
      'spec.nodeName': ['A'],
      'spec.maxExpirationSeconds': [3599, 7862401],
      'spec.stubPKCS10Request': [undefined, 'YQ=='],
      'spec.unverifiedUserAnnotations': [{ a: 'b' }, { 'a.b/c': 'd' }, { '-/c': 'd' }],
    },
  ),
  life(
    'PodCertificateRequest',
    [{ spec: { podName: 'other' } }],
    [{ status: { certificateChain: 'x' } }, '/status'],
    [{ status: { conditions: [condition('X')] } }, '/status'],
    [{ status: { conditions: [condition('Issued'), condition('Denied', 'False')] } }, '/status'],
    [{ status: { conditions: [condition('Issued')] } }, '/status'],
    [{ status: { conditions: [condition('Denied')] } }, '/status'],
    [{ status: { conditions: [condition('Failed')] } }, '/status'],
  ),
  ...tried(
    'PersistentVolume',
    { spec: { hostPath: undefined, csi: { driver: 'a.b', volumeHandle: 'h' } } },
    {
      'spec.csi.driver': [undefined, 'a_b'],
      'spec.csi.volumeHandle': [undefined],
      'spec.csi.nodeStageSecretRef': [{}, { name: 'A', namespace: 'b.c' }, { name: 'a', namespace: 'b' }],
      'spec.volumeAttributesClassName': ['', 'A', 'gold'],
    },
  ),
];
