import { setMaxListeners } from 'node:events';
import { newInvalid, type KubeObject } from '@kubets/apimachinery';
import type { ClaimAllocation } from '../registry/claims';
import type { ResourceDefinition } from '../registry/resource';
import { createTestScope, thing, thingKey, things } from '../testing/things';
import { commitObject } from './commit';

const stop = new AbortController();
// Every test has a store of its own.
setMaxListeners(0, stop.signal);
afterAll(() => stop.abort());

type Planned = (isTaken: (key: string) => boolean) => Partial<ClaimAllocation>;

async function setUp(planned: Planned) {
  const { scope, store, context } = await createTestScope(stop.signal);
  const definition: ResourceDefinition = {
    ...things,
    claims: { allocate: ({ isTaken }) => ({ claims: [], releases: [], sideObjects: [], ...planned(isTaken) }) },
  };
  const create = (name: string) =>
    commitObject(scope, context, { definition, key: thingKey(name), object: thing(name), dryRun: false });
  const keys = async () => (await store.list('/registry/')).items.map(({ key }) => key.replace('/registry/', ''));
  /** Holds a claim without the cache having seen it. */
  const hold = (claim: string) =>
    store.commit({
      expect: [],
      puts: [{ key: `/registry/claims/${claim}`, value: Buffer.from('other') }],
      deletes: [],
    });
  return { scope, store, context, definition, create, keys, hold };
}

const firstFree = (isTaken: (key: string) => boolean) => ['n/1', 'n/2', 'n/3'].find((key) => !isTaken(key))!;

test('writes object, claims and side objects together, with one revision', async () => {
  const { create, store, keys } = await setUp(() => ({
    claims: [{ key: 'n/1' }],
    sideObjects: [
      {
        resource: { group: 'networking.k8s.io', plural: 'ipaddresses' },
        put: { apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: { name: 'n1' } },
        message: 'kubets.networking.v1.IPAddress',
      },
    ],
  }));
  expect((await create('a')).done).toBe(true);
  expect(await keys()).toEqual(['claims/n/1', 'core/configmaps/default/a', 'networking.k8s.io/ipaddresses/n1']);
  const { items } = await store.list('/registry/');
  expect(new Set(items.map(({ revision }) => revision)).size).toBe(1);
  expect(JSON.parse(items[2]!.value.toString()).metadata).toMatchObject({
    name: 'n1',
    uid: expect.any(String),
    creationTimestamp: '2026-01-02T03:04:05Z',
  });
});

test('loses none of what many writes at once count in a side object', async () => {
  const { scope, store, context } = await setUp(() => ({}));
  const definition: ResourceDefinition = {
    ...things,
    claims: {
      allocate(_asked, { reader }) {
        const before = reader.get(things, 'default', 'counter') as { data?: { count: string } } | undefined;
        const count = String(Number(before?.data?.count ?? 0) + 1);
        const put = thing('counter', {}, { count });
        return {
          claims: [],
          releases: [],
          sideObjects: [{ resource: things, put, message: 'kubets.core.v1.ConfigMap' }],
        };
      },
    },
  };
  const written = await Promise.all(
    Array.from({ length: 12 }, (_, index) => `w${index}`).map((name) =>
      commitObject(scope, context, { definition, key: thingKey(name), object: thing(name), dryRun: false }),
    ),
  );
  expect(written.map(({ done }) => done)).toEqual(Array(12).fill(true));
  const { items } = await store.list(thingKey('counter'));
  expect(JSON.parse(items[0]!.value.toString()).data).toEqual({ count: '12' });
});

test('takes another candidate when the race for one is lost', async () => {
  const { create, hold, keys } = await setUp((isTaken) => ({ claims: [{ key: firstFree(isTaken) }] }));
  await hold('n/1');
  await hold('n/2');
  expect((await create('a')).done).toBe(true);
  expect(await keys()).toContain('claims/n/3');
});

test('allocates each attempt from what the user wanted, not from what the last allocation chose', async () => {
  const refused = newInvalid({ group: '', kind: 'Service' }, 'a', []);
  const { scope, context, hold, store } = await setUp(() => ({}));
  const definition: ResourceDefinition = {
    ...things,
    claims: {
      allocate({ object, isTaken }) {
        const data = (object as { data?: { chosen?: string } }).data!;
        const asked = data.chosen !== undefined;
        data.chosen ??= firstFree(isTaken);
        return { claims: [{ key: data.chosen, ...(asked ? { refused } : {}) }], releases: [], sideObjects: [] };
      },
    },
  };
  await hold('n/1');
  expect(
    (await commitObject(scope, context, { definition, key: thingKey('a'), object: thing('a'), dryRun: false })).done,
  ).toBe(true);
  expect(JSON.parse((await store.get(thingKey('a'))).item!.value.toString()).data).toEqual({ chosen: 'n/2' });
});

test('answers with the claim’s own error when the user asked for it', async () => {
  const refused = newInvalid({ group: '', kind: 'Service' }, 'a', []);
  const { create, hold, keys } = await setUp(() => ({ claims: [{ key: 'n/1', refused }] }));
  await hold('n/1');
  await expect(create('a')).rejects.toBe(refused);
  expect(await keys()).toEqual(['claims/n/1']);
});

test('says who was there first, before anything about claims', async () => {
  const { create } = await setUp((isTaken) => ({ claims: [{ key: firstFree(isTaken) }] }));
  await create('a');
  expect(await create('a')).toMatchObject({ done: false, current: { key: thingKey('a') } });
});

test('releases in the transaction that deletes', async () => {
  const { scope, create, context, definition, keys } = await setUp(() => ({ claims: [{ key: 'n/1' }] }));
  const made = await create('a');
  const releasing: ResourceDefinition = {
    ...definition,
    claims: {
      allocate: () => ({
        claims: [],
        releases: ['n/1', 'n/never-held'],
        sideObjects: [{ resource: { group: 'g', plural: 'p' }, delete: { name: 'x' } }],
      }),
    },
  };
  const result = await commitObject(scope, context, {
    definition: releasing,
    key: thingKey('a'),
    ...(made.done ? { old: made.stored } : {}),
    dryRun: false,
  });
  expect([result.done, await keys()]).toEqual([true, []]);
});

test('allocates on a dry run, but writes nothing', async () => {
  const { scope, context, definition, keys } = await setUp(() => ({ claims: [{ key: 'n/1' }] }));
  const result = await commitObject(scope, context, {
    definition,
    key: thingKey('a'),
    object: thing('a'),
    dryRun: true,
  });
  expect(result).toMatchObject({ done: true, stored: { revision: 0 } });
  expect(await keys()).toEqual([]);
});

describe('side objects', () => {
  const resource = { group: 'g', plural: 'counters' };
  const counter = (count: number) => ({ apiVersion: 'g/v1', kind: 'Counter', metadata: { name: 'all' }, count });

  /** Every creation counts itself in one side object, from what the allocation reads there. */
  async function counting() {
    const made = await setUp(() => ({}));
    const definition: ResourceDefinition = {
      ...things,
      claims: {
        allocate(_, { reader }) {
          const { count = 0 } = (reader.get(resource, '', 'all') as { count?: number } | undefined) ?? {};
          return {
            claims: [],
            releases: [],
            sideObjects: [{ resource, put: counter(count + 1) as KubeObject, message: 'kubets.core.v1.ConfigMap' }],
          };
        },
      },
    };
    const stored = async () => JSON.parse((await made.store.get('/registry/g/counters/all')).item!.value.toString());
    const create = (name: string) =>
      commitObject(made.scope, made.context, { definition, key: thingKey(name), object: thing(name), dryRun: false });
    return { ...made, create, stored };
  }

  test('that everybody writes at the same time lose no update', async () => {
    const { create, stored } = await counting();
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`c${index}`)));
    expect(results.every(({ done }) => done)).toBe(true);
    expect((await stored()).count).toBe(20);
  });

  test('keep who they are when they are written again', async () => {
    const { create, stored } = await counting();
    await create('a');
    const { uid } = (await stored()).metadata;
    await create('b');
    expect((await stored()).metadata).toMatchObject({ name: 'all', uid });
  });

  test('that are to be deleted, and have changed, are looked at again', async () => {
    const { scope, context, store } = await setUp(() => ({}));
    const key = '/registry/g/counters/all';
    const put = (revision: number, count: number) =>
      store.commit({
        expect: [{ key, revision }],
        puts: [{ key, value: Buffer.from(JSON.stringify(counter(count))) }],
        deletes: [],
      });
    const { revision } = await put(0, 1);
    await scope.cache.catchUp();
    const seen: number[] = [];
    const definition: ResourceDefinition = {
      ...things,
      claims: {
        allocate(_, { reader }) {
          const { count } = reader.get(resource, '', 'all') as unknown as { count: number };
          seen.push(count);
          // Somebody is faster, once.
          if (seen.length === 1) void put(revision, 2);
          return { claims: [], releases: [], sideObjects: [{ resource, delete: { name: 'all' } }] };
        },
      },
    };
    expect(
      (await commitObject(scope, context, { definition, key: thingKey('a'), object: thing('a'), dryRun: false })).done,
    ).toBe(true);
    expect(seen).toEqual([1, 2]);
    expect((await store.get(key)).item).toBeUndefined();
  });

  test('that are gone already need no deleting', async () => {
    const { scope, context, keys } = await setUp(() => ({}));
    const definition: ResourceDefinition = {
      ...things,
      claims: {
        allocate: () => ({ claims: [], releases: [], sideObjects: [{ resource, delete: { name: 'never' } }] }),
      },
    };
    expect(
      (await commitObject(scope, context, { definition, key: thingKey('a'), object: thing('a'), dryRun: false })).done,
    ).toBe(true);
    expect(await keys()).toEqual(['core/configmaps/default/a']);
  });
});

test('what was given back a moment ago is there to be had, though the cache has not seen it', async () => {
  const refused = newInvalid({ group: '', kind: 'ConfigMap' }, 'a', []);
  const { scope, store, create, keys, hold } = await setUp((isTaken) => {
    if (isTaken('n/1')) throw refused;
    return { claims: [{ key: 'n/1' }] };
  });
  await hold('n/1');
  await scope.cache.catchUp();
  await expect(create('a')).rejects.toBe(refused);
  await store.commit({ expect: [], puts: [], deletes: ['/registry/claims/n/1'] });
  expect((await create('a')).done).toBe(true);
  expect(await keys()).toEqual(['claims/n/1', 'core/configmaps/default/a']);
});
