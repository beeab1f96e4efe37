import { createChanges } from './changes';

const taken = (most = 10) => {
  let told = 0;
  const changes = createChanges<number>(() => told++);
  return { changes, take: () => changes.take(most), told: () => told };
};

test('of each key only how it is now', () => {
  const { changes, take } = taken();
  changes.set('a', 1);
  changes.set('a', 2);
  changes.set('b', 1);
  changes.gone('b');
  changes.gone('c');
  expect(take()).toEqual({ set: [['a', 2]], gone: ['b', 'c'] });
  expect(take()).toBeUndefined();
});

test('a list takes the place of what was before it, in parts', () => {
  const { changes, take } = taken(2);
  changes.set('old', 1);
  changes.list(
    [
      ['a', 1],
      ['b', 1],
    ],
    true,
  );
  changes.list([['c', 1]], false);
  expect(take()).toEqual({
    whole: true,
    more: true,
    set: [
      ['a', 1],
      ['b', 1],
    ],
    gone: [],
  });
  expect(take()).toEqual({ set: [['c', 1]], gone: [] });
});

test('an empty list is told', () => {
  const { changes, take } = taken();
  changes.list([], true);
  expect(changes.isEmpty).toBe(false);
  expect(take()).toEqual({ whole: true, set: [], gone: [] });
  expect(changes.isEmpty).toBe(true);
});
