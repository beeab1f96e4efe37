import { createTimedCache } from './timed-cache';

test('an answer counts for its time', () => {
  let now = 0;
  const cache = createTimedCache<string>({ entries: 2, characters: 100 }, () => now);
  cache.set('a', 'x', 10);
  cache.set('b', 'y', 0);
  expect([cache.get('a'), cache.get('b')]).toEqual(['x', undefined]);
  now = 10;
  expect(cache.get('a')).toBeUndefined();
});

test.each<[string, [string, string][], string[]]>([
  [
    'as many as there is room for',
    [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ],
    ['b', 'c'],
  ],
  [
    'one that is set again is the newest',
    [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
      ['c', '4'],
    ],
    ['a', 'c'],
  ],
  [
    'large ones take the room of many',
    [
      ['a', '1'],
      ['b', 'x'.repeat(95)],
    ],
    ['b'],
  ],
  [
    'one that is too large by itself is not remembered',
    [
      ['a', '1'],
      ['b', 'x'.repeat(200)],
    ],
    [],
  ],
  [
    'what was forgotten leaves its room',
    [
      ['a', 'x'.repeat(200)],
      ['b', 'x'.repeat(40)],
      ['c', 'x'.repeat(40)],
    ],
    ['b', 'c'],
  ],
])('%s', (_, set, kept) => {
  const cache = createTimedCache<string>({ entries: 2, characters: 100 });
  for (const [key, value] of set) cache.set(key, value, 1_000);
  expect(['a', 'b', 'c'].filter((key) => cache.get(key) !== undefined)).toEqual(kept);
});
