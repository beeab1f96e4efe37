import { newInvalid } from '@kubets/apimachinery';
import type { ClaimPlan } from '../registry/claims';
import type { ResourceDefinition } from '../registry/resource';
import { createTestEngine, thing, thingKey, things } from '../testing/things';
import { commitObject } from './commit';

const stop = new AbortController();
afterAll(() => stop.abort());

type Planned = (isTaken: (key: string) => boolean) => Partial<ClaimPlan>;

async function setUp(planned: Planned) {
  const { engine, store, context } = await createTestEngine(stop.signal);
  const definition: ResourceDefinition = { ...things, claims: { plan: ({ isTaken }) => ({ claims: [], releases: [], sideObjects: [], ...planned(isTaken) }) } };
  const create = (name: string) => commitObject(engine, context, { definition, key: thingKey(name), object: thing(name), dryRun: false });
  const keys = async () => (await store.list('/registry/')).items.map(({ key }) => key.replace('/registry/', ''));
  /** Holds a claim without the cache having seen it. */
  const hold = (claim: string) => store.commit({ expect: [], puts: [{ key: `/registry/claims/${claim}`, value: Buffer.from('other') }], deletes: [] });
  return { engine, store, context, definition, create, keys, hold };
}

const firstFree = (isTaken: (key: string) => boolean) => ['n/1', 'n/2', 'n/3'].find((key) => !isTaken(key))!;

it('writes object, claims and side objects together, with one revision', async () => {
  const { create, store, keys } = await setUp(() => ({
    claims: [{ key: 'n/1' }],
    sideObjects: [{ resource: { group: 'networking.k8s.io', plural: 'ipaddresses' }, put: { apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: { name: 'n1' } } }],
  }));
  expect((await create('a')).done).toBe(true);
  expect(await keys()).toEqual(['claims/n/1', 'core/configmaps/default/a', 'networking.k8s.io/ipaddresses/n1']);
  const { items } = await store.list('/registry/');
  expect(new Set(items.map(({ revision }) => revision)).size).toBe(1);
  expect(JSON.parse(items[2]!.value.toString()).metadata).toMatchObject({ name: 'n1', uid: expect.any(String), creationTimestamp: '2026-01-02T03:04:05Z' });
});

it('takes another candidate when the race for one is lost', async () => {
  const { create, hold, keys } = await setUp((isTaken) => ({ claims: [{ key: firstFree(isTaken) }] }));
  await hold('n/1');
  await hold('n/2');
  expect((await create('a')).done).toBe(true);
  expect(await keys()).toContain('claims/n/3');
});

it('plans each attempt from what the user wanted, not from what the last plan chose', async () => {
  const refused = newInvalid({ group: '', kind: 'Service' }, 'a', []);
  const { engine, context, hold, store } = await setUp(() => ({}));
  const definition: ResourceDefinition = {
    ...things,
    claims: {
      plan({ object, isTaken }) {
        const data = (object as { data?: { chosen?: string } }).data!;
        const asked = data.chosen !== undefined;
        data.chosen ??= firstFree(isTaken);
        return { claims: [{ key: data.chosen, ...(asked ? { refused } : {}) }], releases: [], sideObjects: [] };
      },
    },
  };
  await hold('n/1');
  expect((await commitObject(engine, context, { definition, key: thingKey('a'), object: thing('a'), dryRun: false })).done).toBe(true);
  expect(JSON.parse((await store.get(thingKey('a'))).item!.value.toString()).data).toEqual({ chosen: 'n/2' });
});

it('answers with the claim’s own error when the user asked for it', async () => {
  const refused = newInvalid({ group: '', kind: 'Service' }, 'a', []);
  const { create, hold, keys } = await setUp(() => ({ claims: [{ key: 'n/1', refused }] }));
  await hold('n/1');
  await expect(create('a')).rejects.toBe(refused);
  expect(await keys()).toEqual(['claims/n/1']);
});

it('says who was there first, before anything about claims', async () => {
  const { create } = await setUp((isTaken) => ({ claims: [{ key: firstFree(isTaken) }] }));
  await create('a');
  expect(await create('a')).toMatchObject({ done: false, current: { key: thingKey('a') } });
});

it('releases in the transaction that deletes', async () => {
  const { engine, create, context, definition, keys } = await setUp(() => ({ claims: [{ key: 'n/1' }] }));
  const made = await create('a');
  const releasing: ResourceDefinition = { ...definition, claims: { plan: () => ({ claims: [], releases: ['n/1', 'n/never-held'], sideObjects: [{ resource: { group: 'g', plural: 'p' }, delete: { name: 'x' } }] }) } };
  const result = await commitObject(engine, context, { definition: releasing, key: thingKey('a'), ...(made.done ? { old: made.stored } : {}), dryRun: false });
  expect([result.done, await keys()]).toEqual([true, []]);
});

it('plans on a dry run, but writes nothing', async () => {
  const { engine, context, definition, keys } = await setUp(() => ({ claims: [{ key: 'n/1' }] }));
  const result = await commitObject(engine, context, { definition, key: thingKey('a'), object: thing('a'), dryRun: true });
  expect(result).toMatchObject({ done: true, stored: { revision: 0 } });
  expect(await keys()).toEqual([]);
});
