import { createFakeClock } from '@kubets/component/testing';
import { createMemoryStore } from './memory-store';
import { collect, describeStoreContract } from './testing/store-contract';

describeStoreContract('memory', async () => createMemoryStore());

const put = (key: string, ttlSeconds?: number) => ({
  expect: [],
  puts: [{ key, value: Buffer.from(key), ...(ttlSeconds ? { ttlSeconds } : {}) }],
  deletes: [],
});

test('a key with a time to live vanishes after it, and a watch tells so', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ clock });
  await store.commit(put('/registry/a', 60));
  const watch = collect(store, await store.currentRevision(), new AbortController().signal);
  await clock.advance(59_000);
  expect((await store.get('/registry/a')).item).toBeDefined();
  await clock.advance(1_000);
  expect((await store.get('/registry/a')).item).toBeUndefined();
  expect(await watch.until((events) => events.length > 0)).toEqual([{ key: '/registry/a', revision: 3 }]);
  store.close();
});

test('a key written again lives as long as it was said last', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ clock });
  await store.commit(put('/registry/a', 60));
  await store.commit(put('/registry/b', 60));
  await clock.advance(30_000);
  await store.commit(put('/registry/a', 60));
  await store.commit(put('/registry/b'));
  await clock.advance(59_000);
  const listed = async () => (await store.list('/registry/')).items.map(({ key }) => key);
  expect(await listed()).toEqual(['/registry/a', '/registry/b']);
  await clock.advance(1_000);
  expect(await listed()).toEqual(['/registry/b']);
  await store.commit(put('/registry/c', 60));
  store.close();
  expect(clock.pending()).toBe(0);
});

test('a watch that is lost is told why and hears nothing more', async () => {
  const store = createMemoryStore();
  const heard: unknown[] = [];
  store.watch(
    await store.currentRevision(),
    { onEvents: (events) => heard.push(events), onLost: (reason) => heard.push(reason) },
    new AbortController().signal,
  );
  store.loseWatches('on purpose');
  await store.commit(put('/registry/a'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual(['on purpose']);
  store.close();
});
