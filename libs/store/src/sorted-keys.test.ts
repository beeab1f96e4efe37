import { SortedKeys } from './sorted-keys';

test.each<[string, string[], string, string, string[]]>([
  ['nothing of nothing', [], 'a', 'z', []],
  ['all', ['c', 'a', 'b'], 'a', 'z', ['a', 'b', 'c']],
  ['without the end', ['c', 'a', 'b'], 'a', 'c', ['a', 'b']],
  ['from between two', ['a', 'c'], 'b', 'z', ['c']],
  ['a prefix', ['/x/1', '/x', '/xy/1', '/x/2'], '/x/', '/x0', ['/x/1', '/x/2']],
  ['each once', ['a', 'a'], 'a', 'z', ['a']],
])('%s', (_what, keys, first, end, expected) => {
  const made = new SortedKeys(keys);
  const added = new SortedKeys();
  for (const key of keys) added.add(key);
  expect([made.range(first, end), added.range(first, end)]).toEqual([expected, expected]);
});

test('what is deleted is gone, and what is not there can be deleted', () => {
  const keys = new SortedKeys(['a', 'b', 'c']);
  keys.delete('b');
  keys.delete('bb');
  expect(keys.range('', 'z')).toEqual(['a', 'c']);
});
