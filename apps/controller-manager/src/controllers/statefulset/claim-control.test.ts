import { nameOf, newAlreadyExists, newForbidden, type KubeObject } from '@kubets/apimachinery';
import type { EventRecorder } from '@kubets/client';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import { pod } from '../../testing/objects';
import { statefulSet } from '../../testing/sets';
import type { StoredResources } from '../../stored-resources';
import { createClaimControl } from './claim-control';
import { claimsOf, withClaims, type Claims } from './claims';

const CLAIMS = { group: '', resource: 'persistentvolumeclaims' };
const set = (whenScaled = 'Retain'): StatefulSet =>
  statefulSet({
    replicas: 1,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled },
    volumeClaimTemplates: [
      { metadata: { name: 'data', labels: { tier: 'x' } }, spec: { accessModes: ['ReadWriteOnce'] } },
    ],
  });

function controlWith(existing: KubeObject[] = [], refusal?: Error) {
  const stored = new Map(existing.map((claim) => [nameOf(claim), claim]));
  const events: string[] = [];
  const recorder = {
    event: (_: unknown, type: string, reason: string, message: string) => events.push(`${type} ${reason} ${message}`),
  } as unknown as EventRecorder;
  const claims: Claims = {
    get: (_namespace, name) => stored.get(name),
    async create(claim) {
      if (refusal) throw refusal;
      stored.set(nameOf(claim), claim);
    },
    async setOwners(claim, ownerReferences) {
      stored.set(nameOf(claim), { metadata: { ...claim.metadata, ownerReferences: [...ownerReferences] } });
    },
  };
  return { control: createClaimControl({ claims, recorder }), events, stored };
}

test('makes the claims of a pod once, with the labels that the set selects by', async () => {
  const { control, events, stored } = controlWith();
  await control.make(set(), 0);
  await control.make(set(), 0);
  expect(stored.get('data-db-0')).toMatchObject({
    metadata: { namespace: 'default', labels: { tier: 'x', app: 'web' } },
    spec: { accessModes: ['ReadWriteOnce'] },
  });
  expect(events).toEqual(['Normal SuccessfulCreate Create Claim data-db-0 Pod db-0 in StatefulSet db success']);
});

test.each<[Error, string[]]>([
  [
    newForbidden(CLAIMS, 'data-db-0', 'exceeded quota'),
    [
      'Warning FailedCreate Create Claim data-db-0 for Pod db-0 in StatefulSet db failed error: persistentvolumeclaims "data-db-0" is forbidden: exceeded quota',
    ],
  ],
  [newAlreadyExists(CLAIMS, 'data-db-0'), []],
])('what keeps a claim from being made is thrown: %s', async (refusal, expected) => {
  const { control, events } = controlWith([], refusal);
  await expect(control.make(set(), 0)).rejects.toThrow(`failed to create PVC data-db-0: ${refusal.message}`);
  expect(events).toEqual(expected);
});

test('a claim that goes is waited for', async () => {
  const going = { metadata: { namespace: 'default', name: 'data-db-0', deletionTimestamp: '2026-01-01T00:00:00Z' } };
  await expect(controlWith([going]).control.make(set(), 0)).rejects.toThrow('pvc data-db-0 is being deleted');
});

test('the claims of a pod that is too many go with it, and are stale once it is gone', async () => {
  const { control, stored } = controlWith([{ metadata: { namespace: 'default', name: 'data-db-1' } }]);
  await control.retain(set('Delete'), pod('db-1'));
  expect(stored.get('data-db-1')?.metadata?.ownerReferences).toMatchObject([{ kind: 'Pod', uid: 'db-1-uid' }]);
  expect([control.isStale(set('Delete'), 1), control.isStale(set(), 1)]).toEqual([true, false]);
});

test('says that somebody else looks after a claim', async () => {
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x', controller: true }];
  const { control, events } = controlWith([{ metadata: { namespace: 'default', name: 'data-db-0', ownerReferences } }]);
  await control.retain(set('Delete'), pod('db-0'));
  expect(events[0]).toMatch(/^Warning ConflictingController PersistentVolumeClaim data-db-0 has a conflicting/);
});

test('where no claims are served there are none, and none can be made', async () => {
  const claims = claimsOf({ followed: () => [] } as unknown as StoredResources);
  expect(claims.get('default', 'data-db-0')).toBeUndefined();
  await expect(claims.create({})).rejects.toThrow('the server could not find the requested resource');
});

test('volumes of the claims take the place of those of their names', () =>
  expect(
    withClaims(
      {
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'tmp', emptyDir: {} },
        ],
      },
      set(),
      2,
    ),
  ).toEqual({
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: 'data-db-2' } },
      { name: 'tmp', emptyDir: {} },
    ],
  }));
