import { atOnce } from '@kubets/apimachinery';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { searchPattern } from './pattern-search';

const PATTERNS = [
  'a', 'ab|a', 'a*', '(a|b)*?b', '(?:a+b)+', '^a', 'b$', '(?m)^a+$', '\\bab?\\b', '\\B', '[^a]', '.', '(?s).', '(?i)B', 'é|😀',
  '(a{1,3}){2}', 'a.*b', 'a.*?b', '(^|b)a', '', 'x', '\\pL+', '(?:a|ab)(?:c|bcd)?', '(?U)a+b',
]; // prettier-ignore
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'B', ' ', '\n', 'é', '😀', 'c', 'd'), maxLength: 30 });

test.each(PATTERNS)('%s: finds what the library finds, from anywhere', (text) => {
  const regex = RE2JS.compile(text);
  fc.assert(
    fc.property(texts, fc.nat(30), (subject, place) => {
      const characters = [...subject];
      const from = characters.slice(0, place % (characters.length + 1)).join('').length;
      const matcher = regex.matcher(subject);
      const expected = matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : undefined;
      expect(atOnce(searchPattern(regex, subject, { from }))).toEqual(expected);
      expect(atOnce(searchPattern(regex, subject, { from: 0, isAny: true })) !== undefined).toBe(regex.test(subject));
    }),
    { numRuns: 200 },
  );
});

test('a long text takes many steps', () => {
  const steps = searchPattern(RE2JS.compile('(a|aa)+$'), `${'a'.repeat(100_000)}b`, { from: 0 });
  let count = 0;
  while (!steps.next().done) count++;
  expect(count).toBeGreaterThan(50);
});
