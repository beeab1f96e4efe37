import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';
import { planOf } from './migration-plan';

const migration = (name: string, second: number, ...conditions: string[]): StorageVersionMigration => ({
  metadata: { name, creationTimestamp: `2026-01-01T00:00:0${second}Z` },
  status: {
    conditions: conditions.map((text) => {
      const [type, status = 'True'] = text.split('=');
      return { type, status };
    }),
  },
});

test.each<[string, StorageVersionMigration[], { ended: string[]; current?: string }]>([
  ['none', [], { ended: [] }],
  ['the oldest', [migration('b', 2), migration('a', 1), migration('c', 3)], { ended: [], current: 'a' }],
  ['by name of those of one second', [migration('b', 1), migration('a', 1)], { ended: [], current: 'a' }],
  [
    'the one that runs before an older one',
    [migration('a', 1), migration('b', 2, 'Running')],
    { ended: [], current: 'b' },
  ],
  [
    'the next one as soon as one is over',
    [migration('a', 1, 'Running', 'Succeeded'), migration('b', 2)],
    { ended: ['a'], current: 'b' },
  ],
  [
    'none of those that are over',
    [
      migration('a', 1, 'Running=False', 'Succeeded'),
      migration('b', 2, 'Failed'),
      migration('c', 3, 'Running', 'Failed'),
    ],
    { ended: ['c'] },
  ],
])('of %#: %s', (_, migrations, { ended, current }) => {
  const plan = planOf(migrations);
  expect(plan.ended.map(({ metadata }) => metadata?.name)).toEqual(ended);
  expect(plan.current?.metadata?.name).toBe(current);
});
