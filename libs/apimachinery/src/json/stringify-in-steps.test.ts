import fc from 'fast-check';
import { atOnce } from '../steps/steps';
import { stringifyJson } from './exact-json';
import { stringifySteps } from './stringify-in-steps';

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const wide = (count: number) => Object.fromEntries(many(count, (index) => [`k"${index}`, `v\n${index}`]));
const items = (count: number) => many(count, (index) => ({ name: `n${index}`, of: [1, { a: null, b: undefined }] }));

test.each<[string, unknown]>([
  ['an object of many members', wide(5000)],
  ['a list of many objects', items(3000)],
  ['large ones in large ones', { a: 1, b: wide(2000), c: [items(2000), [], {}, items(3)], d: { e: items(1500) } }],
  ['what is not there', { a: undefined, list: [undefined, null, ...many(2000, () => undefined)], z: undefined }],
  ['a large object without members that are written', wide(2000) && Object.fromEntries(many(2000, (i) => [`k${i}`]))],
  ['long integers and keys that mean something', { ['__proto__']: 1n, list: many(3000, (index) => BigInt(index)) }],
])('%s: the text is the same as at once', (_, value) => {
  for (const space of [0, 2]) expect(atOnce(stringifySteps(value, space)) === stringifyJson(value, space)).toBe(true);
});

test('any values among many others are written as they are at once', () => {
  const filler = wide(1500);
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, space) => {
      const around = { before: value, filler, list: [value, value] };
      expect(atOnce(stringifySteps(around, space)) === stringifyJson(around, space)).toBe(true);
    }),
  );
});

test('what is large takes many steps, and what is not takes none', () => {
  const count = (value: unknown) => {
    let taken = 0;
    for (const steps = stringifySteps(value); !steps.next().done;) taken++;
    return taken;
  };
  expect(count(wide(50_000))).toBeGreaterThan(40);
  expect(count(items(20_000))).toBeGreaterThan(40);
  expect(count(items(100))).toBe(0);
});
