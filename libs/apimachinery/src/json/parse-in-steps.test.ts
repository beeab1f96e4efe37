import fc from 'fast-check';
import { atOnce } from '../steps/steps';
import { parseExactJson } from './exact-json';
import { exactSteps } from './parse-in-steps';

const parsed = (text: string) => atOnce(exactSteps(text));
const SPACE = ' '.repeat(70_000);
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const wide = Object.fromEntries(many(20_000, (index) => [`k${index}`, `v"\\{[,${index}`]));
const long = many(10_000, (index) => ({ name: `n${index}`, value: [index, { a: null }] }));

test.each<[string, unknown]>([
  ['an object with many members', wide],
  ['a list of many objects', long],
  ['large ones in large ones', { a: 1, wide, list: [long, 2, wide, [], {}, long], end: {}, last: long }],
  ['a long text', { data: { a: 'x'.repeat(200_000), b: 'y' } }],
])('%s are what they are at once', (_, value) => {
  for (const space of [undefined, 2]) {
    const text = JSON.stringify(value, null, space);
    expect(JSON.stringify(parsed(text), null, space) === text).toBe(true);
  }
});

test('keys that are given twice, and those that mean something in JavaScript, are as in JSON.parse', () => {
  const filler = JSON.stringify(long);
  for (const key of ['__proto__', 'a', '7'])
    for (const twice of [`{"${key}":1,"b":${filler},"${key}":${filler}}`, `{"b":${filler},"${key}":${filler},"3":1}`])
      expect(JSON.stringify(parsed(twice)) === JSON.stringify(JSON.parse(twice))).toBe(true);
});

test('integers that a number does not hold are exact', () => {
  const text = `[${many(20_000, (index) => `900719925474099${index % 10}`).join()}]`;
  expect((parsed(text) as unknown[]).join() === (parseExactJson(text) as unknown[]).join()).toBe(true);
  expect((parsed(text) as unknown[])[3]).toBe(9007199254740993n);
});

const PARTS = ['{', '}', '[', ']', ',', ':', '"a"', '"b,{"', '1', ' ', 'null', SPACE, SPACE, `[${'1,'.repeat(9000)}2]`];

test('what is no JSON is refused, and what is one is not, however it is put together', () => {
  const outcomeOf = (parse: (text: string) => unknown, text: string) => {
    try {
      return JSON.stringify(parse(text));
    } catch (error) {
      return (error as Error).name;
    }
  };
  const seen = { valid: 0, broken: 0 };
  const check = (text: string) => {
    const outcome = outcomeOf(JSON.parse, text);
    seen[outcome === 'SyntaxError' ? 'broken' : 'valid']++;
    expect(outcomeOf(parsed, text) === outcome).toBe(true);
  };
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PARTS), { maxLength: 12 }), (parts) => check(parts.join(''))),
    { numRuns: 200 },
  );
  // Valid ones with one part changed.
  const valid = ['{', '"a"', ':', PARTS.at(-1)!, ',', '"b,{"', ':', '[', '1', ',', '{', SPACE, '}', ']', '}', SPACE];
  for (let index = 0; index < valid.length; index++)
    for (const part of ['', ...PARTS]) check(valid.with(index, part).join(''));
  expect(Math.min(seen.valid, seen.broken)).toBeGreaterThan(20);
});

test('a large text takes many steps', () => {
  let count = 0;
  for (const steps = exactSteps(JSON.stringify(wide)); !steps.next().done;) count++;
  expect(count).toBeGreaterThan(40);
});

test('what is nested deeper than the stack is deep is parsed all the same', () => {
  const levels = 100_000;
  let value = parsed(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  let count = 0;
  for (; Array.isArray(value); value = value[0]) count++;
  expect(count).toBe(levels);
});
