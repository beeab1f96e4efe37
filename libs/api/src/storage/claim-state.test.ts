import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { isClaimBound, storageClassNameOf, waitsForFirstConsumer } from './claim-state';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

test.each<[string, PersistentVolumeClaim, string]>([
  ['the field', { spec: { storageClassName: 'fast' } }, 'fast'],
  ['the annotation', { metadata: { annotations: { [BETA_CLASS]: 'old' } } }, 'old'],
  ['both', { metadata: { annotations: { [BETA_CLASS]: 'old' } }, spec: { storageClassName: 'fast' } }, 'old'],
  ['an empty annotation', { metadata: { annotations: { [BETA_CLASS]: '' } }, spec: { storageClassName: 'fast' } }, ''],
  ['neither', {}, ''],
])('the class by %s', (_, claim, expected) => {
  expect(storageClassNameOf(claim)).toBe(expected);
});

test.each<[string, PersistentVolumeClaim, boolean]>([
  ['one that has all', { metadata: { annotations: { [BIND_COMPLETED]: 'yes' } }, spec: { volumeName: 'v' } }, true],
  ['one that asks for a volume', { spec: { volumeName: 'v' } }, false],
  ['one that says only that it is', { metadata: { annotations: { [BIND_COMPLETED]: 'yes' } } }, false],
])('a bound claim: %s', (_, claim, expected) => {
  expect(isClaimBound(claim)).toBe(expected);
});

test.each([
  { storageClass: { volumeBindingMode: 'WaitForFirstConsumer' }, expected: true },
  { storageClass: { volumeBindingMode: 'Immediate' }, expected: false },
  { storageClass: undefined, expected: false },
])('claims of $storageClass wait for a pod: $expected', ({ storageClass, expected }) => {
  expect(waitsForFirstConsumer(storageClass)).toBe(expected);
});
