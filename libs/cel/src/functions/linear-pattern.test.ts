import fc from 'fast-check';
import { RE2JS } from 're2js';
import { linearPattern, MAX_INSTRUCTIONS } from './linear-pattern';
import { mostInstructions } from './pattern-size';

test.each([
  `(?:${'a'.repeat(1000)}){1000}`,
  `(?:(?:${'a'.repeat(50)}){100}b){10}c{1000}`.repeat(2),
  `([^a-z\\]]${'b'.repeat(200)}){300}`,
  `(\\Q)\\E${'b'.repeat(200)}){300}`,
  `([]()]${'b'.repeat(200)}){300}`,
  `([[:alpha:]]${'b'.repeat(200)}){0,300}`,
  `(${'b'.repeat(200)}){300,}`,
])('%# what would be a large program is refused before it is made', (pattern) =>
  expect(() => linearPattern(pattern)).toThrow('error parsing regexp: expression too large'),
);

test.each(['(', 'a{2}{3}', '[a', '\\', 'a**', '(?P<n>a)(?P<n>b)', 'a{1001}'])('%s is none, as Go has it', (pattern) =>
  expect(() => linearPattern(pattern)).toThrow(/error parsing regexp/),
);

test.each([
  ['^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$', 'abc', true],
  ['^.{1,1000}$', 'x'.repeat(1000), true],
  ['^.{1,1000}$', 'x'.repeat(1001), false],
  ['a{,5}', 'a{,5}', true],
  ['^\\Q(a){2}\\E$', '(a){2}', true],
])('%s finds something in %s: %s', (pattern, text, found) => expect(linearPattern(pattern).test(text)).toBe(found));

const part: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'a',
    '.',
    '\\d',
    '\\)',
    '[a-c]',
    '[^]x]',
    '[]()]',
    '[[:alpha:]-]',
    '[\\]{9}]',
    '\\Qa(b\\E',
    '^',
    '{',
    '{,3}',
    'é',
    '\\pL',
  ),
  fc.constantFrom('*', '+', '?', '*?', '{3}', '{2,}', '{0,5}', '|', '(', '(?:', '(?i:', '(?P<n>', ')'),
);

test('no program has more instructions than a pattern is said to have', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const pattern = parts.join('');
      let size: number;
      try {
        size = RE2JS.compile(pattern).programSize();
      } catch {
        return;
      }
      // It begins and ends with some of its own.
      expect(size).toBeLessThanOrEqual(mostInstructions(pattern) + 6);
    }),
    { numRuns: 1000 },
  );
});

test('those that are used are kept, others go', () => {
  const [first, second] = [linearPattern('kept 1'), linearPattern('kept 2')];
  for (let i = 0; i < 300; i++) {
    linearPattern(`other ${i}`);
    expect(linearPattern('kept 1')).toBe(first);
  }
  expect(linearPattern('kept 2')).not.toBe(second);
});

test('the limit is one that patterns of people do not reach', () => {
  expect(mostInstructions('^(([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.){0,10}[a-z]{2,63})(/.{0,1000})?$')).toBeLessThan(
    MAX_INSTRUCTIONS / 2,
  );
});
