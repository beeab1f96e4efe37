import { eventually } from '@kubets/component/testing';
import { canonicalBytes, createMemoryStore } from '@kubets/store';
import { thing, thingKey, things } from '../testing/things';
import { createWatchCache } from './watch-cache';

const quiet = { info: () => undefined, warn: () => undefined };
const stop = new AbortController();
afterAll(() => stop.abort());

async function filled() {
  const store = createMemoryStore();
  const put = (name: string, metadata = {}) =>
    store.commit({
      expect: [],
      puts: [{ key: thingKey(name), value: canonicalBytes(thing(name, metadata)) }],
      deletes: [],
    });
  await put('before');
  const cache = createWatchCache(store, quiet);
  await cache.start(stop.signal);
  return { store, cache, put };
}

const names = (objects: { metadata?: { name?: string } }[]) => objects.map(({ metadata }) => metadata?.name);

test('has what was there and what comes', async () => {
  const { cache, put, store } = await filled();
  expect(names(cache.list(things, 'default'))).toEqual(['before']);
  await put('after');
  await cache.catchUp();
  expect(names(cache.list(things))).toEqual(['after', 'before']);
  expect(cache.get(things, 'default', 'after')?.metadata?.resourceVersion).toBe(String(await store.currentRevision()));
  await store.commit({ expect: [], puts: [], deletes: [thingKey('before')] });
  await cache.catchUp();
  expect(cache.stored(things, 'default', 'before')).toBeUndefined();
  expect(names(cache.list(things, 'other'))).toEqual([]);
});

test('knows which claims are held', async () => {
  const { cache, store } = await filled();
  await store.commit({
    expect: [],
    puts: [{ key: '/registry/claims/nodeports/tcp/30007', value: Buffer.from('x') }],
    deletes: [],
  });
  await cache.catchUp();
  expect([cache.isClaimed('nodeports/tcp/30007'), cache.isClaimed('nodeports/tcp/30008')]).toEqual([true, false]);
  await store.commit({ expect: [], puts: [], deletes: ['/registry/claims/nodeports/tcp/30007'] });
  await cache.catchUp();
  expect(cache.isClaimed('nodeports/tcp/30007')).toBe(false);
});

test('tells followers of changes in order, with what was there before', async () => {
  const { cache, put } = await filled();
  const seen: [string | undefined, string | undefined][] = [];
  const unfollow = cache.resource(things).follow({
    onChange: ({ previous, current }) =>
      seen.push([previous?.object.metadata?.labels?.['n'], current?.object.metadata?.labels?.['n']]),
    onReset: () => undefined,
  });
  for (const n of ['1', '2', '3']) await put('counted', { labels: { n } });
  await cache.catchUp();
  unfollow();
  await put('counted', { labels: { n: '4' } });
  await cache.catchUp();
  expect(seen).toEqual([
    [undefined, '1'],
    ['1', '2'],
    ['2', '3'],
  ]);
});

test('fills itself anew when history is lost, and says so to its followers', async () => {
  const { cache, put, store } = await filled();
  let resets = 0;
  cache.resource(things).follow({ onChange: () => undefined, onReset: () => (resets += 1) });
  const stale = cache.revision;
  await put('meanwhile');
  await store.commit({ expect: [], puts: [], deletes: [thingKey('before')] });
  store.loseWatches('compacted');
  await eventually(() => resets > 0);
  await cache.catchUp();
  expect([resets, names(cache.list(things))]).toEqual([1, ['meanwhile']]);
  expect(cache.resource(things).changes.after(stale)).toBeUndefined();
  await put('and-on');
  await cache.catchUp();
  expect(names(cache.list(things))).toEqual(['and-on', 'meanwhile']);
});

test('refuses to wait for a revision that does not come', async () => {
  jest.useFakeTimers();
  const store = createMemoryStore();
  const cache = createWatchCache(store, quiet);
  const waiting = expect(cache.waitFor(1000)).rejects.toMatchObject({
    code: 504,
    status: { details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } },
  });
  jest.advanceTimersByTime(3000);
  await waiting;
  jest.useRealTimers();
});

describe('a resource that goes', () => {
  test('leaves the cache, ends its watches and is not followed any more', async () => {
    const { cache, put } = await filled();
    let resets = 0;
    cache.resource(things).follow({ onChange: () => undefined, onReset: () => void resets++ });
    cache.forget(things);
    await put('unseen');
    await cache.catchUp();
    expect([cache.follows(things), resets, cache.list(things)]).toEqual([false, 1, []]);
  });

  test('is all there when it comes back, with what happens while it is read', async () => {
    const { cache, put, store } = await filled();
    cache.forget(things);
    await put('meanwhile');
    const recalled = cache.recall(things);
    await put('during');
    await recalled;
    await put('after');
    await store.commit({ expect: [], puts: [], deletes: [thingKey('before')] });
    await cache.catchUp();
    expect([cache.follows(things), names(cache.list(things))]).toEqual([true, ['after', 'during', 'meanwhile']]);
  });

  test('keeps what it holds while it is read anew', async () => {
    const { cache, put } = await filled();
    const before = names(cache.list(things));
    let resets = 0;
    cache.resource(things).follow({ onChange: () => undefined, onReset: () => void resets++ });
    const anew = cache.reread(things);
    expect([cache.follows(things), resets, names(cache.list(things))]).toEqual([true, 0, before]);
    await put('during');
    await anew;
    await cache.catchUp();
    expect([cache.follows(things), resets, names(cache.list(things))]).toEqual([true, 1, [...before, 'during'].sort()]);
  });

  test('is held no longer than somebody watches it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout', 'performance'] });
    try {
      const { cache } = await filled();
      const held = cache.resource(things);
      const unfollow = held.follow({ onChange: () => undefined, onReset: () => undefined });
      jest.advanceTimersByTime(60_000);
      cache.forget(things);
      jest.advanceTimersByTime(60_000);
      expect(cache.resource(things)).toBe(held);
      unfollow();
      jest.advanceTimersByTime(60_000);
      expect(cache.resource(things)).not.toBe(held);
      await cache.recall(things);
      expect(names(cache.list(things))).toEqual(['before']);
      const back = cache.resource(things);
      jest.advanceTimersByTime(60_000);
      expect(cache.resource(things)).toBe(back);
    } finally {
      jest.useRealTimers();
    }
  });

  test('stays away when it goes again before it is there', async () => {
    const { cache } = await filled();
    cache.forget(things);
    const recalled = cache.recall(things);
    cache.forget(things);
    await recalled;
    expect([cache.follows(things), cache.list(things)]).toEqual([false, []]);
  });
});

describe('what this server is writing', () => {
  const write = async (given: Awaited<ReturnType<typeof filled>>, value: Buffer) => {
    await given.store.commit({ expect: [], puts: [{ key: thingKey('mine'), value }], deletes: [] });
    await given.cache.catchUp();
    return given.cache.stored(things, 'default', 'mine')!;
  };

  test('is known again when its bytes come back, once', async () => {
    const given = await filled();
    const object = thing('mine');
    const value = canonicalBytes(object);
    given.cache.expect(thingKey('mine'), value, object);
    const seen: unknown[] = [];
    given.cache.resource(things).follow({ onChange: ({ current }) => seen.push(current?.object), onReset: () => {} });
    const stored = await write(given, Buffer.from(value));
    expect(seen).toEqual([object]);
    expect(seen[0]).toBe(object);
    expect(object.metadata?.resourceVersion).toBe(String(stored.revision));
    expect(JSON.parse(stored.json.toString())).toEqual(object);
    await write(given, value);
    expect(seen[1]).not.toBe(object);
  });

  test.each([
    ['with other bytes', (undo: () => void) => undo, canonicalBytes(thing('mine', { labels: { a: 'b' } }))],
    ['after it was not written', (undo: () => void) => undo(), canonicalBytes(thing('mine'))],
  ])('is not, %s', async (_, then, value) => {
    const given = await filled();
    const object = thing('mine');
    then(given.cache.expect(thingKey('mine'), canonicalBytes(object), object));
    const stored = await write(given, value);
    expect(stored.object).not.toBe(object);
    expect(JSON.parse(stored.json.toString())).toEqual(stored.object);
  });
});
