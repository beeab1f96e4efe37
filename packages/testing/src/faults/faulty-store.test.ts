import { createMemoryStore, StoreUnavailableError } from '@kubets/store';
import { describeStoreContract } from '@kubets/store/testing';
import { createFaultyStore } from './faulty-store';

describeStoreContract('with faults that nobody asked for', async () => {
  return createFaultyStore(createMemoryStore(), { seed: 1, sleep: async () => undefined }).store;
});

/** What comes of 20 writes: how long each was held back, or `failed`. */
async function outcomes(seed: number): Promise<(number | 'failed')[]> {
  let slept = 0;
  const { store, faults } = createFaultyStore(createMemoryStore(), {
    seed,
    sleep: async (ms) => void (slept = ms),
  });
  faults.slowWrites({ probability: 0.5, upToMs: 100 });
  faults.failWrites({ probability: 0.2 });
  const seen: (number | 'failed')[] = [];
  for (let index = 0; index < 20; index++) {
    slept = 0;
    const written = store.commit({
      expect: [],
      puts: [{ key: `/registry/${index}`, value: Buffer.from('x') }],
      deletes: [],
    });
    seen.push(
      await written.then(() => slept).catch((error) => (error instanceof StoreUnavailableError ? 'failed' : -1)),
    );
  }
  return seen;
}

test('the same seed, the same faults; another one, others', async () => {
  const [first, again, other] = [await outcomes(1), await outcomes(1), await outcomes(2)];
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
  for (const seen of [first, other]) {
    expect(seen).toContain('failed');
    expect(seen).toContain(0);
    expect(seen.filter((one) => typeof one === 'number' && one > 0).every((one) => Number(one) <= 100)).toBe(true);
  }
});

test('what happens to a write hangs on nothing else that is written', async () => {
  const failed = async (others: boolean) => {
    const { store, faults } = createFaultyStore(createMemoryStore(), { seed: 5, sleep: async () => undefined });
    faults.failWrites({ probability: 0.5 });
    const write = (key: string, value: object = {}) =>
      store.commit({ expect: [], puts: [{ key, value: Buffer.from(JSON.stringify(value)) }], deletes: [] }).then(
        () => '.',
        () => 'x',
      );
    let seen = '';
    for (let count = 0; count < 30; count++) {
      if (others) await write(`/registry/other/${count}`);
      // A name made by chance is another one each time.
      const name = Math.random().toString(36).slice(2, 7);
      seen += await write(`/registry/core/pods/default/web-${name}`, { metadata: { name, generateName: 'web-' } });
    }
    return seen;
  };
  const alone = await failed(false);
  expect(await failed(true)).toBe(alone);
  expect([alone.includes('.'), alone.includes('x')]).toEqual([true, true]);
});

test('when it is healed nothing goes wrong', async () => {
  const { store, faults } = createFaultyStore(createMemoryStore(), {
    seed: 1,
    sleep: () => new Promise(() => undefined),
  });
  const write = (key: string) => store.commit({ expect: [], puts: [{ key, value: Buffer.from('x') }], deletes: [] });
  faults.failWrites({ probability: 1 });
  await expect(write('/registry/a')).rejects.toThrow(/on purpose/);
  faults.slowWrites({ probability: 1, upToMs: 100 });
  faults.heal();
  await write('/registry/b');
  expect((await store.list('/registry/')).items.map(({ key }) => key)).toEqual(['/registry/b']);
});

test.each<[string, (faults: ReturnType<typeof createFaultyStore>['faults']) => void]>([
  ['a probability above 1', (faults) => faults.failWrites({ probability: 1.5 })],
  ['a probability that is none', (faults) => faults.slowWrites({ probability: Number.NaN, upToMs: 1 })],
  ['a negative time', (faults) => faults.slowWrites({ probability: 1, upToMs: -1 })],
])('%s is refused', (_what, wrong) => {
  const { faults } = createFaultyStore(createMemoryStore(), { seed: 1, sleep: async () => undefined });
  expect(() => wrong(faults)).toThrow(RangeError);
});
