import type { PersistentVolume, PersistentVolumeClaim, PersistentVolumeSpec } from '@kubets/proto-gen/core/v1';
import { matchingVolume, reservedVolume, satisfies, type MatchingOptions } from './matching-volume';

const claim = (spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim => ({
  metadata: { namespace: 'shop', name: 'data', uid: 'c', resourceVersion: '7' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const volume = (
  name: string,
  spec: PersistentVolumeSpec = {},
  metadata: PersistentVolume['metadata'] = {},
): PersistentVolume => ({
  metadata: { name, ...metadata },
  spec: { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'], capacity: { storage: '1Gi' }, ...spec },
  status: { phase: 'Available' },
});
const FOR_DATA = { namespace: 'shop', name: 'data' };
const ON_A = {
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'In', values: ['a'] }] }] },
};
const large = volume('large', { capacity: { storage: '5Gi' } });
const small = volume('small', { capacity: { storage: '2Gi' } });
const node = (disk: string) => ({ name: disk, labels: { disk } });

test.each<[string, PersistentVolumeClaim['spec'], PersistentVolume[], MatchingOptions, string | undefined]>([
  [
    'the smallest that is large enough',
    {},
    [volume('tiny', { capacity: { storage: '1Mi' } }), large, small],
    {},
    'small',
  ],
  ['of two as large the first by name', {}, [volume('b'), volume('a')], {}, 'a'],
  ['none that is too small', { resources: { requests: { storage: '9Gi' } } }, [large, small], {}, undefined],
  ['none of another class', {}, [volume('v', { storageClassName: 'fast' })], {}, undefined],
  ['none with other attributes', {}, [volume('v', { volumeAttributesClassName: 'gold' })], {}, undefined],
  ['none of another mode', { volumeMode: 'Block' }, [volume('v')], {}, undefined],
  ['none that cannot be shared as asked', { accessModes: ['ReadWriteMany'] }, [volume('v')], {}, undefined],
  ['none without the labels', { selector: { matchLabels: { disk: 'a' } } }, [volume('v')], {}, undefined],
  [
    'one with the labels',
    { selector: { matchLabels: { disk: 'a' } } },
    [volume('v', {}, { labels: { disk: 'a' } })],
    {},
    'v',
  ],
  ['none that is being deleted', {}, [volume('v', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })], {}, undefined],
  ['none that is not available', {}, [{ ...volume('v'), status: { phase: 'Released' } }], {}, undefined],
  ['none that another claim has', {}, [volume('v', { claimRef: { namespace: 'shop', name: 'other' } })], {}, undefined],
  ['none of an earlier claim of its name', {}, [volume('v', { claimRef: { ...FOR_DATA, uid: 'b' } })], {}, undefined],
  [
    'one that is reserved for it before one that is free',
    {},
    [small, volume('v', { claimRef: FOR_DATA, capacity: { storage: '9Gi' } })],
    {},
    'v',
  ],
  [
    'one that is reserved, whatever its class',
    {},
    [volume('v', { claimRef: FOR_DATA, storageClassName: 'fast' })],
    {},
    'v',
  ],
  [
    'one that is free where the reserved one is too small',
    {},
    [small, volume('v', { claimRef: FOR_DATA, capacity: { storage: '1Mi' } })],
    {},
    'small',
  ],
  ['only a reserved one where no other may be', {}, [small], { reservedOnly: true }, undefined],
  ['none that others of the pod get', {}, [small, large], { taken: new Set(['small']) }, 'large'],
  ['one that the node reaches', {}, [volume('v', { nodeAffinity: ON_A }), small], { node: node('a') }, 'v'],
  ['none that the node does not reach', {}, [volume('v', { nodeAffinity: ON_A }), small], { node: node('b') }, 'small'],
  [
    'none where the node does not reach the reserved one',
    {},
    [volume('v', { nodeAffinity: ON_A, claimRef: FOR_DATA }), small],
    { node: node('b') },
    undefined,
  ],
])('a claim is given %s', (_, spec, volumes, options, expected) => {
  expect(matchingVolume(claim(spec), volumes, options)?.metadata?.name).toBe(expected);
});

test('a volume that a claim names has to be of its class', () => {
  expect(satisfies(volume('v'), claim())).toBe(true);
  expect(satisfies(volume('v', { storageClassName: 'fast' }), claim())).toBe(false);
});

test('says of a volume who has it, and that we chose it unless it was reserved', () => {
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...FOR_DATA, uid: 'c', resourceVersion: '7' };
  expect(reservedVolume(volume('v'), claim())).toMatchObject({
    metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
    spec: { claimRef, capacity: { storage: '1Gi' } },
  });
  const own = reservedVolume(volume('v', { claimRef: FOR_DATA }), claim());
  expect([own.metadata, own.spec?.claimRef]).toEqual([{ name: 'v' }, claimRef]);
});
