import { atOnce } from '../steps/steps';
import { unifiedDiff } from './unified-diff';

const lines = (...texts: string[]): string => texts.join('\n');
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test.each<[string, string, string, string]>([
  ['nothing', 'a\nb', 'a\nb', ''],
  ['a line', lines('a', 'b', 'c'), lines('a', 'x', 'c'), lines('@@ -1,3 +1,3 @@', ' a', '-b', '+x', ' c', '')],
  ['one of one', 'a', 'b', lines('@@ -1 +1 @@', '-a', '+b', '')],
  ['a line more', lines('a', 'c'), lines('a', 'b', 'c'), lines('@@ -1,2 +1,3 @@', ' a', '+b', ' c', '')],
  [
    'three lines around it',
    lines(...numbers(1, 9)),
    lines(...numbers(1, 4), 'x', ...numbers(6, 9)),
    lines('@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4', '-5', '+x', ' 6', ' 7', ' 8', ''),
  ],
  [
    'changes that are near, and one that is far',
    lines(...numbers(1, 20)),
    lines('x', ...numbers(2, 7), 'y', ...numbers(9, 19), 'z'),
    lines(
      '@@ -1,11 +1,11 @@',
      '-1',
      '+x',
      ...numbers(2, 7).map((line) => ` ${line}`),
      '-8',
      '+y',
      ' 9',
      ' 10',
      ' 11',
      '@@ -17,4 +17,4 @@',
      ' 17',
      ' 18',
      ' 19',
      '-20',
      '+z',
      '',
    ),
  ],
])('%s', (_, before, after, expected) => expect(atOnce(unifiedDiff(before, after))).toBe(expected));

test('a line that is common in a long text is no place to begin at', () => {
  const text = (name: string): string[] => numbers(1, 80).flatMap((line) => ['{', `${name}${line}`, '}']);
  expect(atOnce(unifiedDiff(lines(...text('a')), lines(...text('b'))))).toMatch(/^@@ -1,240 \+1,240 @@\n \{\n-a1\n/);
});

test('texts of which every other line differs are looked at in steps, and no further than is allowed', () => {
  const text = (name: string) => lines(...numbers(1, 3000).flatMap((line) => [line, `${name}${line}`]));
  const steps = unifiedDiff(text('a'), text('b'), 100_000);
  let taken = 0;
  for (; ; taken++) {
    const { done, value } = steps.next();
    if (!done) continue;
    expect(value).toBeUndefined();
    break;
  }
  expect(taken).toBeGreaterThan(100);
  expect(taken).toBeLessThan(500);
});
