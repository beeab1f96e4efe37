import { CompactedError, FutureRevisionError, TooLargeError, type Store, type StoreEvent } from '../store';

const bytes = (text: string) => Buffer.from(text);
const put = (key: string, text: string) => ({ expect: [], puts: [{ key, value: bytes(text) }], deletes: [] });

/** What every store guarantees. `open` makes an empty one; it is closed by the suite. */
export function describeStoreContract(name: string, open: () => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const commit = async (...args: Parameters<Store['commit']>) => {
      const result = await store.commit(...args);
      if (!result.committed) throw new Error('not committed');
      return result.revision;
    };

    test('gets what was put, with the revision of the put', async () => {
      expect(await store.get('/registry/a')).toEqual({ revision: expect.any(Number) });
      const revision = await commit(put('/registry/a', 'one'));
      expect(await store.get('/registry/a')).toEqual({
        revision,
        item: { key: '/registry/a', value: bytes('one'), revision },
      });
      expect(await store.currentRevision()).toBe(revision);
    });

    test('commits only if every expectation holds, and says what is there', async () => {
      const revision = await commit({ ...put('/registry/a', 'one'), expect: [{ key: '/registry/a', revision: 0 }] });
      const refused = await store.commit({
        expect: [
          { key: '/registry/a', revision: 0 },
          { key: '/registry/claims/x', revision: 0 },
        ],
        puts: [
          { key: '/registry/a', value: bytes('two') },
          { key: '/registry/claims/x', value: bytes('held') },
        ],
        deletes: [],
      });
      expect(refused).toEqual({
        committed: false,
        revision,
        current: [{ key: '/registry/a', value: bytes('one'), revision }, undefined],
      });
      expect((await store.get('/registry/claims/x')).item).toBeUndefined();
    });

    test('lets one of many racing creators win', async () => {
      const attempts = Array.from({ length: 20 }, (_, index) =>
        store.commit({
          expect: [{ key: '/registry/race', revision: 0 }],
          puts: [{ key: '/registry/race', value: bytes(`${index}`) }],
          deletes: [],
        }),
      );
      expect((await Promise.all(attempts)).filter(({ committed }) => committed)).toHaveLength(1);
    });

    test('gives all keys of a transaction the same revision', async () => {
      const revision = await commit({
        expect: [],
        puts: [
          { key: '/registry/a', value: bytes('1') },
          { key: '/registry/b', value: bytes('2') },
        ],
        deletes: [],
      });
      const { items } = await store.list('/registry/');
      expect(items.map((item) => item.revision)).toEqual([revision, revision]);
    });

    test('refuses a transaction that is too large, or says two things of one key, as a whole', async () => {
      const large = { key: '/registry/large', value: Buffer.alloc(1_700_000) };
      const small = { key: '/registry/small', value: bytes('small') };
      await expect(store.commit({ expect: [], puts: [small, large], deletes: [] })).rejects.toThrow(TooLargeError);
      await expect(store.commit({ expect: [], puts: [small, small], deletes: [] })).rejects.toThrow(/duplicate key/);
      expect((await store.list('/registry/')).items).toEqual([]);
    });

    test('keeps what was put, whatever its writer does with the bytes afterwards', async () => {
      const value = bytes('one');
      await commit({ expect: [], puts: [{ key: '/registry/a', value }], deletes: [] });
      value.write('two');
      expect((await store.get('/registry/a')).item?.value.toString()).toBe('one');
    });

    test('tells of no change where nothing was there to be deleted', async () => {
      const revision = await commit(put('/registry/a', 'one'));
      expect(await commit({ expect: [], puts: [], deletes: ['/registry/none'] })).toBe(revision);
    });

    test('lists a prefix in order, in pages, at a revision', async () => {
      for (const key of ['c', 'a', 'b', 'd']) await commit(put(`/registry/x/${key}`, key));
      await commit(put('/registry/xy', 'another prefix'));
      const first = await store.list('/registry/x/', { limit: 2 });
      expect(first.items.map(({ key }) => key)).toEqual(['/registry/x/a', '/registry/x/b']);
      expect(first.remaining).toBe(2);
      await commit({ expect: [], puts: [{ key: '/registry/x/e', value: bytes('late') }], deletes: ['/registry/x/c'] });
      const second = await store.list('/registry/x/', { from: '/registry/x/b\0', limit: 2, revision: first.revision });
      expect(second.items.map(({ key }) => key)).toEqual(['/registry/x/c', '/registry/x/d']);
      expect(second.remaining).toBe(0);
      expect((await store.list('/registry/x/')).items.map(({ key }) => key.slice(-1))).toEqual(['a', 'b', 'd', 'e']);
    });

    test('refuses revisions that are compacted or have not happened', async () => {
      const old = await commit(put('/registry/a', '1'));
      await commit(put('/registry/a', '2'));
      const latest = await commit(put('/registry/a', '3'));
      await store.compact(latest);
      await store.compact(latest);
      await expect(store.list('/registry/', { revision: old })).rejects.toThrow(CompactedError);
      await expect(store.list('/registry/', { revision: latest + 100 })).rejects.toThrow(FutureRevisionError);
      expect((await store.list('/registry/', { revision: latest })).items).toHaveLength(1);
    });

    test('watches puts and deletes in order, from the past into the present', async () => {
      const start = await commit(put('/registry/a', 'before'));
      await commit(put('/registry/a', 'one'));
      const stop = new AbortController();
      const seen = collect(store, start, stop.signal);
      await commit({ expect: [], puts: [{ key: '/registry/b', value: bytes('two') }], deletes: ['/registry/a'] });
      await commit(put('/registry/c', 'three'));
      const events = await seen.until((all) => all.length >= 4);
      stop.abort();
      const texts = events.map(({ key, value, revision }) => [key, value?.toString(), revision - start]);
      expect(texts.slice(0, 1)).toEqual([['/registry/a', 'one', 1]]);
      expect(texts.slice(1, 3).sort()).toEqual([
        ['/registry/a', undefined, 2],
        ['/registry/b', 'two', 2],
      ]);
      expect(texts[3]).toEqual(['/registry/c', 'three', 3]);
      await commit(put('/registry/d', 'after the end'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(events).toHaveLength(4);
    });

    test('tells a watcher that its history is gone', async () => {
      const old = await commit(put('/registry/a', '1'));
      for (const text of ['2', '3', '4']) await commit(put('/registry/a', text));
      await store.compact((await store.currentRevision()) - 1);
      const reason = await new Promise<string>((onLost) =>
        store.watch(old, { onLost, onEvents: () => onLost('events instead') }, new AbortController().signal),
      );
      expect(reason).toContain('compacted');
    });
  });
}

/** Gathers the events of a watch; `until` resolves once the predicate holds for all that came. */
export function collect(store: Store, afterRevision: number, signal: AbortSignal) {
  const events: StoreEvent[] = [];
  let check = () => undefined as void;
  store.watch(
    afterRevision,
    {
      onEvents(batch) {
        events.push(...batch);
        check();
      },
      onLost(reason) {
        throw new Error(`watch lost: ${reason}`);
      },
    },
    signal,
  );
  return {
    events,
    until: (predicate: (events: StoreEvent[]) => boolean) =>
      new Promise<StoreEvent[]>((resolve) => {
        check = () => (predicate(events) ? resolve(events) : undefined);
        check();
      }),
  };
}
