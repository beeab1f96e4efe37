import { ownerReferenceOf, type KubeObject } from '@kubets/apimachinery';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import { pod } from '../../testing/objects';
import { statefulSet } from '../../testing/sets';
import { isStaleClaim, ownersToWrite, STATEFUL_SET } from './claim-owners';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const withPolicy = (whenDeleted: string, whenScaled: string): StatefulSet =>
  statefulSet({ replicas: 1, persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled } });
const claim = (...ownerReferences: OwnerReference[]): KubeObject => ({
  metadata: { namespace: 'default', name: 'data-db-0', ownerReferences },
});
const ofSet = ownerReferenceOf(statefulSet(), STATEFUL_SET);
const ofPod = (name: string) => ownerReferenceOf(pod(name), POD);
const stranger = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x-uid' };

test.each<[string, string, string, OwnerReference[], OwnerReference[] | undefined]>([
  ['Retain', 'Retain', 'db-0', [], undefined],
  ['Retain', 'Retain', 'db-0', [ofSet, stranger], [stranger]],
  ['Delete', 'Retain', 'db-0', [], [ofSet]],
  ['Delete', 'Retain', 'db-0', [ofSet], undefined],
  ['Delete', 'Retain', 'db-0', [{ ...ofSet, controller: false }], [ofSet]],
  ['Delete', 'Retain', 'db-1', [ofPod('db-1')], [ofSet]],
  ['Retain', 'Delete', 'db-0', [], undefined],
  ['Retain', 'Delete', 'db-1', [], [ofPod('db-1')]],
  ['Delete', 'Delete', 'db-0', [], [ofSet]],
  ['Delete', 'Delete', 'db-1', [ofSet], [ofPod('db-1')]],
  // Of a pod or a set that is gone: left to the garbage collector.
  ['Delete', 'Delete', 'db-1', [{ ...ofPod('db-1'), uid: 'earlier' }], undefined],
  ['Delete', 'Delete', 'db-0', [{ ...ofSet, uid: 'earlier' }], undefined],
  // Somebody else's.
  ['Delete', 'Retain', 'db-0', [{ ...stranger, controller: true }], undefined],
  ['Delete', 'Retain', 'db-0', [{ ...stranger, controller: true }, ofSet], [{ ...stranger, controller: true }]],
])('whenDeleted %s, whenScaled %s, %s with %j', (whenDeleted, whenScaled, name, owners, expected) =>
  expect(ownersToWrite(claim(...owners), withPolicy(whenDeleted, whenScaled), pod(name))).toEqual(expected),
);

test.each<[OwnerReference[], boolean]>([
  [[], false],
  [[ofSet], false],
  [[ofPod('db-0')], true],
  [[ofPod('db-1')], false],
])('the claim of a pod that is to be made, owned by %j, is stale: %s', (owners, expected) =>
  expect(isStaleClaim(claim(...owners), { metadata: { name: 'db-0' } })).toBe(expected),
);
