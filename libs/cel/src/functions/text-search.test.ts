import { atOnce } from '@kubets/apimachinery';
import { growthRatio } from '@kubets/apimachinery/testing';
import fc from 'fast-check';
import { lastPositionOf, positionOf } from './text-search';

const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 600 });

test('finds what the engine finds', () => {
  fc.assert(
    fc.property(texts, texts, fc.nat(700), fc.boolean(), (text, other, from, isOther) => {
      const part = isOther ? other : text.slice(from % (text.length + 1)).slice(0, 1 + (from % 300));
      const start = from % (text.length + 1);
      expect(atOnce(positionOf(text, part, start))).toBe(text.indexOf(part, start));
      expect(atOnce(lastPositionOf(text, part))).toBe(text.lastIndexOf(part));
      expect(atOnce(lastPositionOf(text, part, start))).toBe(text.lastIndexOf(part, start));
    }),
    { numRuns: 500 },
  );
});

test.each<[name: string, text: string, part: string]>([
  ['at the end', `${'a'.repeat(100_000)}b`, 'ab'],
  ['across two pieces', `${'a'.repeat(32_767)}bc${'a'.repeat(100_000)}`, 'abca'],
  ['long, across two pieces', `${'a'.repeat(32_700)}b${'a'.repeat(100_000)}`, `b${'a'.repeat(300)}`],
  ['long and not there', 'a'.repeat(100_000), `b${'a'.repeat(300)}`],
  ['longer than the text', 'a', 'a'.repeat(300)],
  ['nothing', 'abc', ''],
])('what is %s', (_, text, part) => {
  expect(atOnce(positionOf(text, part))).toBe(text.indexOf(part));
  expect(atOnce(lastPositionOf(text, part))).toBe(text.lastIndexOf(part));
});

test.each([
  ['forwards', positionOf],
  ['backwards', lastPositionOf],
])('what nearly stands everywhere takes a time that grows with the text, %s', (_, search) => {
  const ratio = growthRatio(
    (size) => ({ text: 'a'.repeat(20 * size), parts: [`b${'a'.repeat(10 * size)}`, `${'a'.repeat(10 * size)}b`] }),
    ({ text, parts }) => parts.forEach((part) => atOnce(search(text, part))),
  );
  expect(ratio).toBeLessThan(4);
});
