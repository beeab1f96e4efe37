import { createSameness } from './same-json';

const cases: [string, unknown, unknown, boolean][] = [
  ['texts', 'a', 'a', true],
  ['other texts', 'a', 'b', false],
  ['numbers and texts', 1, '1', false],
  ['null and nothing', { a: null }, {}, false],
  ['nothing and null', {}, { a: null }, false],
  ['members in another order', { a: 1, b: [2] }, { b: [2], a: 1 }, true],
  ['one member more', { a: 1 }, { a: 1, b: 2 }, false],
  ['one member less', { a: 1, b: 2 }, { a: 1 }, false],
  ['members of other names', { a: 1 }, { b: 1 }, false],
  ['members that are undefined, which are none', { a: undefined, c: 1 }, { b: undefined, c: 1 }, true],
  ['one that is undefined, and one that is not', { a: undefined }, { a: 1 }, false],
  ['one that is not undefined, and one that is', { a: 1 }, { a: undefined }, false],
  ['what objects inherit', { toString: Object.prototype.toString }, {}, false],
  ['lists', [1, { a: [] }], [1, { a: [] }], true],
  ['a longer list', [1], [1, 2], false],
  ['a list and an object', [], {}, false],
  ['an object and a list', {}, [], false],
  ['something deep', { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }, false],
];

test.each(cases)('%s', (_name, a, b, expected) => {
  expect(createSameness(100)(a, b)).toBe(expected);
});

test('a list that is hidden is not the same as one that is shown', () => {
  const hidden = Object.defineProperty({}, 'a', { value: [], enumerable: false });
  expect(createSameness(100)({ a: [] }, hidden)).toBe(false);
  expect(createSameness(100)(hidden, { a: [] })).toBe(false);
});

test('beyond so many values nothing is certain, in all that is asked', () => {
  const isSame = createSameness(10);
  const list = () => [1, 2, 3, 4, 5, 6];
  expect(isSame(list(), list())).toBe(true);
  expect(isSame(list(), list())).toBe(false);
  expect(isSame({ a: {} }, { a: {} })).toBe(false);
  expect(isSame('a', 'a')).toBe(true);
});

test('no nesting is too deep', () => {
  const nested = () => {
    let value: unknown = {};
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    return value;
  };
  expect(createSameness(4096)(nested(), nested())).toBe(false);
});
