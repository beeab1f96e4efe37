import { createValueIndex } from './value-index';

test('knows the values of keys and the keys of values, whatever they were before', () => {
  const index = createValueIndex();
  const wanted = new Map<string, string>();
  for (let step = 0; step < 500; step++) {
    const key = `key-${(step * 7) % 20}`;
    const value = step % 5 === 0 ? undefined : `value-${(step * step) % 6}`;
    index.set(key, value);
    if (value === undefined) wanted.delete(key);
    else wanted.set(key, value);
    for (let number = 0; number < 6; number++) {
      const keys = [...wanted].filter(([, one]) => one === `value-${number}`).map(([one]) => one);
      expect([...index.keysOf(`value-${number}`)].sort()).toEqual(keys.sort());
      expect(index.count(`value-${number}`)).toBe(keys.length);
    }
    expect(index.valueOf(key)).toBe(value);
  }
});

test('an empty value is one, and what nobody has is found with nobody', () => {
  const index = createValueIndex();
  index.set('a', '');
  expect([index.valueOf('a'), index.count(''), [...index.keysOf('')]]).toEqual(['', 1, ['a']]);
  expect([index.valueOf('b'), index.count('x'), [...index.keysOf('x')]]).toEqual([undefined, 0, []]);
});
