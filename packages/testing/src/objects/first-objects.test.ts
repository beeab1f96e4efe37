import { createMemoryStore } from '@kubets/store';
import { keepFirstObjects, putFirstObjects } from './first-objects';

const ROLE = '/registry/rbac.authorization.k8s.io/clusterroles/view';
const UID = '5b1ee1f2-3cf0-4a2d-9d38-0c5a3f8a1d11';

const object = (name: string) => ({
  metadata: {
    name,
    uid: UID,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ manager: 'x', time: '2026-01-01T00:00:00Z' }],
  },
});

test('the next cluster begins with the same, each with an identity and a time of its own', async () => {
  const [first, next, last] = [createMemoryStore(), createMemoryStore(), createMemoryStore()];
  await putFirstObjects(first, new Date());
  expect((await first.list('/registry/')).items).toEqual([]);
  const write = (key: string, name: string) =>
    first.commit({ expect: [], puts: [{ key, value: Buffer.from(JSON.stringify(object(name))) }], deletes: [] });
  await write(ROLE, 'view');
  await write('/registry/core/services/default/kubernetes', 'kubernetes');
  await keepFirstObjects(first);
  // What comes to it later is its own.
  await write(`${ROLE}er`, 'viewer');
  await keepFirstObjects(first);
  await putFirstObjects(next, new Date('2026-05-05T05:05:05Z'));
  await putFirstObjects(last, new Date('2026-06-06T06:06:06Z'));
  const objectsOf = async (store: typeof next) =>
    (await store.list('/registry/')).items.map(({ key, value }) => [key, JSON.parse(value.toString())]);
  const [[[key, role]], [[, other]]] = [await objectsOf(next), await objectsOf(last)] as any;
  expect(key).toBe(ROLE);
  expect(role.metadata).toEqual({
    name: 'view',
    uid: expect.stringMatching(/^[\da-f-]{36}$/),
    creationTimestamp: '2026-05-05T05:05:05Z',
    managedFields: [{ manager: 'x', time: '2026-05-05T05:05:05Z' }],
  });
  expect(await objectsOf(next)).toHaveLength(1);
  expect(new Set([UID, role.metadata.uid, other.metadata.uid]).size).toBe(3);
});
