import { canonicalBytes, type Transaction } from '@kubets/store';
import { newConflict } from '@kubets/apimachinery';
import { createTestScope, storedThing, thing, thingKey } from '../testing/things';
import { guaranteedUpdate } from './guaranteed-update';

const stop = new AbortController();
afterAll(() => stop.abort());

/** A scope whose cache saw one object and then went blind, as a cache that lags behind. */
async function withStaleCache() {
  const { scope, store, requestOf } = await createTestScope(stop.signal);
  const write = (n: string, expectRevision?: number) =>
    store.commit({
      expect: expectRevision === undefined ? [] : [{ key: thingKey('a'), revision: expectRevision }],
      puts: [{ key: thingKey('a'), value: canonicalBytes(thing('a', {}, { n })) }],
      deletes: [],
    });
  const { revision } = await write('1');
  await scope.cache.catchUp();
  const blind = { ...scope, cache: { ...scope.cache, stored: () => storedThing('a', revision, {}) } };
  return { scope, blind, store, request: requestOf('a'), write, revision };
}

const data = (object: object) => (object as { data: Record<string, string> }).data;

test('changes the latest state although the cache is stale', async () => {
  const { blind, request, write, store } = await withStaleCache();
  await write('2');
  const seen: string[] = [];
  const outcome = await guaranteedUpdate(blind, request, {
    dryRun: false,
    tryUpdate(old) {
      seen.push(data(old.object)['n'] ?? 'none');
      return { object: { ...old.copy(), data: { ...data(old.object), more: 'x' } } as object };
    },
  });
  expect(outcome.effect).toBe('updated');
  expect(JSON.parse((await store.get(thingKey('a'))).item!.value.toString()).data).toEqual({ n: '2', more: 'x' });
  expect(seen.at(-1)).toBe('2');
});

test('believes an error only of the latest state', async () => {
  const { blind, request, write, revision } = await withStaleCache();
  const { revision: latest } = await write('2');
  let calls = 0;
  const change = (wanted: number) => ({
    dryRun: false,
    tryUpdate(old: { revision: number; copy(): object }) {
      calls += 1;
      if (old.revision !== wanted) throw newConflict({ group: '', resource: 'configmaps' }, 'a');
      return { object: { ...old.copy(), data: { done: 'yes' } } as object };
    },
  });
  expect((await guaranteedUpdate(blind, request, change(latest))).effect).toBe('updated');
  expect(calls).toBe(2);
  await expect(guaranteedUpdate(blind, request, change(revision))).rejects.toThrow('the object has been modified');
});

test('writes nothing when nothing changes, and says so of the latest state', async () => {
  const { scope, request, store, revision } = await withStaleCache();
  const outcome = await guaranteedUpdate(scope, request, {
    dryRun: false,
    tryUpdate: (old) => ({ object: old.copy() }),
  });
  expect([outcome.effect, outcome.stored.revision, await store.currentRevision()]).toEqual([
    'unchanged',
    revision,
    revision,
  ]);
});

const entry = { manager: 'a', operation: 'Update', apiVersion: 'v1', time: '2026-01-01T00:00:00Z', fieldsV1: {} };

test.each<[string, object, object, string]>([
  ['nothing', {}, {}, 'unchanged'],
  [
    'the time at which somebody has set it',
    { managedFields: [{ ...entry, time: '2026-01-02T00:00:00Z' }] },
    {},
    'unchanged',
  ],
  ['who has set it', { managedFields: [{ ...entry, manager: 'b' }] }, {}, 'updated'],
  ['that somebody is known to have set it', { managedFields: undefined }, {}, 'updated'],
  ['a label', { labels: { a: 'b' } }, {}, 'updated'],
  ['what it holds', {}, { n: '2' }, 'updated'],
])('a change of %s', async (_, metadata, more, effect) => {
  const { scope, store, requestOf } = await createTestScope(stop.signal);
  const value = canonicalBytes(thing('a', { managedFields: [entry] }, { n: '1' }));
  await store.commit({ expect: [], puts: [{ key: thingKey('a'), value }], deletes: [] });
  await scope.cache.catchUp();
  const outcome = await guaranteedUpdate(scope, requestOf('a'), {
    dryRun: false,
    tryUpdate(old) {
      const object = old.copy();
      Object.assign(object.metadata!, metadata);
      return { object: Object.assign(object, { data: { ...data(object), ...more } }) };
    },
  });
  expect(outcome.effect).toBe(effect);
});

test('writes what turns out to be encrypted with another key when it is read', async () => {
  const { scope, request, store, revision } = await withStaleCache();
  let isStale = false;
  const encrypted = {
    ...store,
    isStale: () => isStale,
    get: (key: string) => ((isStale = true), store.get(key)),
  };
  const outcome = await guaranteedUpdate({ ...scope, store: encrypted }, request, {
    dryRun: false,
    tryUpdate: (old) => ({ object: old.copy() }),
  });
  expect(outcome.effect).toBe('updated');
  expect(outcome.stored.revision).toBeGreaterThan(revision);
});

test('starts over when the object changed between reading and writing', async () => {
  const { scope, request, write } = await withStaleCache();
  let races = 3;
  const outcome = await guaranteedUpdate(scope, request, {
    dryRun: false,
    async tryUpdate(old) {
      if (races-- > 0) await write(`race ${races}`);
      return { object: { ...old.copy(), data: { ...data(old.object), won: 'yes' } } as object };
    },
  });
  expect(data(outcome.stored.object)).toEqual({ n: 'race 0', won: 'yes' });
});

test('deletes, creates instead, or says that nothing is there', async () => {
  const { scope, request, store } = await withStaleCache();
  const gone = await guaranteedUpdate(scope, request, { dryRun: false, tryUpdate: () => ({}) });
  expect([gone.effect, (await store.get(thingKey('a'))).item]).toEqual(['deleted', undefined]);
  expect(gone.stored.revision).toBe(await store.currentRevision());
  await scope.cache.catchUp();
  await expect(guaranteedUpdate(scope, request, { dryRun: false, tryUpdate: () => ({}) })).rejects.toThrow(
    'configmaps "a" not found',
  );
  const made = storedThing('a', 1);
  const created = await guaranteedUpdate(scope, request, {
    dryRun: false,
    tryUpdate: () => ({}),
    createInstead: async () => made,
  });
  expect(created).toEqual({ stored: made, effect: 'created' });
});

test('writes nothing on a dry run', async () => {
  const { scope, request, store, revision } = await withStaleCache();
  const commits: Transaction[] = [];
  const watched = {
    ...scope,
    store: { ...store, commit: (transaction: Transaction) => (commits.push(transaction), store.commit(transaction)) },
  };
  const outcome = await guaranteedUpdate(watched, request, {
    dryRun: true,
    tryUpdate: (old) => ({ object: { ...old.copy(), data: { n: 'dry' } } as object }),
  });
  expect([data(outcome.stored.object)['n'], outcome.stored.revision, commits]).toEqual(['dry', revision, []]);
});
