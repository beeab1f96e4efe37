import { selectorFromSet } from '@kubets/apimachinery';
import { createFakeCluster } from '@kubets/client/testing';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { pod, replicaSet } from '../testing/objects';
import { claim, decideClaim } from './claim';

const owner = replicaSet('web');
const goingOwner = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
const selector = selectorFromSet({ app: 'web' });
const controlledBy = (uid: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid, controller: true }],
});
const owned = (uid: string, labels = { app: 'web' }): Pod => ({
  ...pod('p'),
  metadata: { namespace: 'default', name: 'p', labels, ...controlledBy(uid) },
});

test.each([
  { name: 'its own that matches', object: owned('web-uid'), expected: 'keep' },
  { name: 'its own that does not match', object: owned('web-uid', { app: 'db' }), expected: 'release' },
  {
    name: 'its own that does not match, while it goes',
    by: goingOwner,
    object: owned('web-uid', { app: 'db' }),
    expected: 'ignore',
  },
  { name: "another's", object: owned('other-uid'), expected: 'ignore' },
  { name: 'an orphan that matches', object: pod('p'), expected: 'adopt' },
  { name: 'an orphan that does not', object: pod('p', { labels: { app: 'db' } }), expected: 'ignore' },
  { name: 'an orphan, while it goes', by: goingOwner, object: pod('p'), expected: 'ignore' },
  {
    name: 'an orphan that is going itself',
    object: pod('p', { meta: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
    expected: 'ignore',
  },
  { name: 'an orphan of another namespace', object: pod('p', { meta: { namespace: 'other' } }), expected: 'ignore' },
])('decideClaim: $name', ({ by, object, expected }) => {
  expect(decideClaim(object, by ?? owner, selector)).toBe(expected);
});

const claimWith = (o: { pods: Pod[]; fresh?: typeof owner; stored?: Pod[] }) => {
  const cluster = createFakeCluster(o.stored ?? o.pods);
  const claimed = claim({
    owner,
    ownerType: { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    selector,
    candidates: o.pods,
    client: cluster.pods,
    freshOwner: async () => o.fresh ?? owner,
  });
  return { cluster, claimed };
};

test('an owner that was deleted meanwhile adopts nothing', async () => {
  await expect(claimWith({ pods: [pod('p')], fresh: goingOwner }).claimed).rejects.toThrow(
    'has just been deleted at 2026-01-01T00:00:00Z',
  );
});

test('an owner that was replaced meanwhile adopts nothing', async () => {
  const replaced = { ...owner, metadata: { ...owner.metadata, uid: 'new-uid' } };
  await expect(claimWith({ pods: [pod('p')], fresh: replaced }).claimed).rejects.toThrow(
    'is gone: got uid new-uid, wanted web-uid',
  );
});

test('objects that are gone are passed over', async () => {
  await expect(claimWith({ pods: [pod('gone'), pod('p')], stored: [pod('p')] }).claimed).resolves.toHaveLength(1);
});
