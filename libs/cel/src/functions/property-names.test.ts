import { growthRatio } from '@kubets/apimachinery/testing';
import { linearPattern } from './linear-pattern';

test.each<[pattern: string, text: string, found: boolean]>([
  ['\\p{greek}', 'α', true],
  ['\\p{GREEK}', 'a', false],
  ['\\p{Letter}', 'é', true],
  ['\\p{lowercase-letter}', 'A', false],
  ['\\p{Decimal Number}', '٣', true],
  ['\\pl', 'a', true],
  ['\\Pl', 'a', false],
  ['\\p{^letter}', '1', true],
  ['\\P{^letter}', '1', false],
  ['\\p{any}', 'x', true],
  ['\\p{lc}', 'a', true],
  ['\\p{ascii}', 'a', true],
  ['\\P{ASCII}', 'a', false],
  ['[^\\p{ASCII}é]', 'é', false],
  ['[]\\p{ascii}]', 'é', false],
  ['[x\\P{ascii}]', 'é', true],
  ['[[:digit:]\\p{ascii}]', 'a', true],
  ['(?i)\\p{Lu}', 'a', true],
  ['\\Q\\p{foo}\\E', '\\p{foo}', true],
  ['\\\\p{2}', '\\pp', true],
])('%s in %s: %p', (pattern, text, found) => expect(linearPattern(pattern).matcher(text).find()).toBe(found));

test.each([
  '\\p{Emoji}',
  '\\p{Alphabetic}',
  '\\p{Grek}',
  '\\p{Old_Persian}',
  '[\\p{Foo}]',
  '\\p{}',
  '\\p{^}',
  '\\PX',
  '\\p{Script=Greek}',
])('Go does not know %s', (pattern) => {
  const part = /\\p(?:\{.*?\}|.)/i.exec(pattern)![0];
  expect(() => linearPattern(pattern)).toThrow(`error parsing regexp: invalid character class range: \`${part}\``);
});

test('a name without an end is refused, however often one begins', () => {
  expect(() => linearPattern('\\p{L')).toThrow('invalid character class range: `\\p{L`');
  const refused = (text: string) => expect(() => linearPattern(text)).toThrow();
  expect(growthRatio((size) => '\\p{L'.repeat(size), refused)).toBeLessThan(4);
});
