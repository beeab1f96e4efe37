import { runCompaction } from './compaction';

test('compacts to where the previous round was, and goes on after an error', async () => {
  const stop = new AbortController();
  const compacted: number[] = [];
  const errors: string[] = [];
  const told: number[] = [];
  let revision = 0;
  await runCompaction({
    store: {
      currentRevision: async () => {
        revision += 10;
        if (revision === 30) throw new Error('etcd is away');
        if (revision === 50) stop.abort();
        return revision;
      },
      compact: async (to) => void compacted.push(to),
    },
    signal: stop.signal,
    intervalMs: 1,
    onCompacted: (to) => told.push(to),
    onError: ({ message }) => errors.push(message),
  });
  expect(compacted).toEqual([10, 20, 40]);
  expect(told).toEqual([10, 20, 40]);
  expect(errors).toEqual(['etcd is away']);
});
