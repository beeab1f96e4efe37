import { createTestScope, thing, thingKey, things } from '../testing/things';
import { newForbidden } from '@kubets/apimachinery';
import { canonicalBytes } from '@kubets/store';
import { deleteObject } from './delete';

const stopping = new AbortController();
afterAll(() => stopping.abort());

const UNSAFE = { ignoreStoreReadErrorWithClusterBreakingPotential: true };

async function setup(value: Buffer) {
  const { scope, store, requestOf } = await createTestScope(stopping.signal, [things]);
  await store.commit({ expect: [], puts: [{ key: thingKey('a'), value }], deletes: [] });
  const asked: string[] = [];
  const authorize = async ({ verb, name }: { verb: string; name: string }) => void asked.push(`${verb} ${name}`);
  const remove = (options: object = {}, name = 'a') =>
    deleteObject(scope, { ...requestOf(name), verb: 'delete', authorize, options: { ...UNSAFE, ...options } });
  const isThere = async () => (await store.get(thingKey('a'))).item !== undefined;
  return { asked, isThere, remove, scope, requestOf };
}
const BROKEN = Buffer.from('{"kind":');

test('what is no object any more goes, by a right of its own', async () => {
  const { asked, isThere, remove } = await setup(BROKEN);
  expect(await remove()).toEqual({ gone: true });
  expect(asked).toEqual(['unsafe-delete-ignore-read-errors a']);
  expect(await isThere()).toBe(false);
});

test('a dry run leaves it', async () => {
  const { isThere, remove } = await setup(BROKEN);
  expect(await remove({ dryRun: ['All'] })).toEqual({ gone: true });
  expect(await isThere()).toBe(true);
});

test('what can be read stays', async () => {
  const { isThere, remove } = await setup(canonicalBytes(thing('a')));
  await expect(remove()).rejects.toMatchObject({
    code: 409,
    message: expect.stringMatching(/unsafe deletion is not allowed because the object is decodable from storage$/),
  });
  expect(await isThere()).toBe(true);
});

test('what is not there cannot go', async () => {
  const { remove } = await setup(BROKEN);
  await expect(remove({}, 'b')).rejects.toMatchObject({ code: 404, message: 'configmaps "b" not found' });
});

test('who may only delete may not', async () => {
  const { isThere, requestOf, scope } = await setup(BROKEN);
  const authorize = () => Promise.reject(newForbidden({ group: '', resource: 'configmaps' }, 'a', 'no'));
  const request = { ...requestOf('a'), verb: 'delete', authorize, options: UNSAFE };
  await expect(deleteObject(scope, request)).rejects.toMatchObject({ code: 403 });
  expect(await isThere()).toBe(true);
});

test.each([
  [{ gracePeriodSeconds: 0 }, 'gracePeriodSeconds'],
  [{ propagationPolicy: 'Orphan' }, 'propagationPolicy'],
  [{ orphanDependents: false }, 'orphanDependents'],
  [{ preconditions: { uid: 'x' } }, 'preconditions'],
])('%j asks for more than can be known', async (options, field) => {
  const { remove } = await setup(BROKEN);
  await expect(remove(options)).rejects.toThrow(
    `ignoreStoreReadErrorWithClusterBreakingPotential: Invalid value: true: cannot be set together with .${field}`,
  );
});
