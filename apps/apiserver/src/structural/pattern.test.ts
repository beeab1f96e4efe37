import { growthRatio } from '@kubets/apimachinery/testing';
import { compilePattern } from '@kubets/cel';
import { patternProblem } from './pattern';

const matchesPattern = (pattern: string, text: string): boolean => compilePattern(pattern).test(text);

// As Go's regexp does; JavaScript's RegExp answers most of these otherwise, or not at all.
test.each<[pattern: string, text: string, matches: boolean]>([
  ['^.$', '😀', true],
  ['^[^a]$', '😀', true],
  ['^\\s$', '\u00a0', false],
  ['^\\w+$', 'é', false],
  ['(?i)^straße$', 'STRAßE', true],
  ['(?i)k', '\u212a', true],
  ['^a$', 'a\n', false],
  ['(?m)^a$', 'b\na', true],
  ['(?s)^a.b$', 'a\nb', true],
  ['^a.b$', 'a\nb', false],
  ['^a.b$', 'a\rb', true],
  ['^a\\z', 'a', true],
  ['\\Aa', 'ba', false],
  ['^[[:alpha:]]+$', 'abc', true],
  ['^[[:alpha:]]+$', ':', false],
  ['^\\pL+$', 'éß', true],
  ['^\\p{Greek}+$', 'αβ', true],
  ['^\\Qa.b\\E$', 'a.b', true],
  ['^\\Qa.b\\E$', 'axb', false],
  ['^(?P<n>a)$', 'a', true],
  ['^(?<n>a)$', 'a', true],
  ['^\\x{1F600}$', '😀', true],
  ['^a{2,}$', 'aaa', true],
  ['^a{,2}$', 'a{,2}', true],
  ['^(?U)a+', 'aaa', true],
  ['^[a\\]]$', ']', true],
  ['^[]a]$', ']', true],
  ['', 'a', true],
])('%s in %j: %p', (pattern, text, matches) => expect(matchesPattern(pattern, text)).toBe(matches));

test.each<[string, string]>([
  ['(', 'error parsing regexp: missing closing ): `(`'],
  [')', 'error parsing regexp: unexpected ): `)`'],
  ['[', 'error parsing regexp: missing closing ]: `[`'],
  ['a(?=b)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ['a(?!b)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?!`'],
  ['(a)\\1', 'error parsing regexp: invalid escape sequence: `\\1`'],
  ['\\u0061', 'error parsing regexp: invalid escape sequence: `\\u`'],
  ['\\cA', 'error parsing regexp: invalid escape sequence: `\\c`'],
  ['a**', 'error parsing regexp: invalid nested repetition operator: `**`'],
  ['a++', 'error parsing regexp: invalid nested repetition operator: `++`'],
  ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
  ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  ['[b-a]', 'error parsing regexp: invalid character class range: `b-a`'],
  ['\\p{Nope}', 'error parsing regexp: invalid character class range: `\\p{Nope}`'],
  ['\\', 'error parsing regexp: trailing backslash at end of expression: ``'],
])('%s is none: %s', (pattern, problem) => expect(patternProblem(pattern)).toBe(problem));

test.each(['^(a+)+$', '^(a|a)*$', '(.*)*x'])('the time of %s grows with the text, not faster', (pattern) => {
  const text = (size: number) => `${'a'.repeat(size)}b`;
  expect(growthRatio(text, (value) => matchesPattern(pattern, value))).toBeLessThan(5);
});
