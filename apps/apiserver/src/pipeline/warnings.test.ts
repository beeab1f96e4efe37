import { cpuMs } from '@kubets/apimachinery/testing';
import { createWarnings } from './warnings';

function listed(...texts: string[]): string[] {
  const warnings = createWarnings();
  for (const text of texts) warnings.add(text);
  return warnings.list();
}

const numbered = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `${index} `.padEnd(length, 'x'));

test('each text once, none for nothing', () => expect(listed('a', 'b', 'a', '')).toEqual(['a', 'b']));

test('4,096 characters are sent as they are', () => {
  const texts = numbered(4, 1024);
  expect(listed(...texts)).toEqual(texts);
  expect(listed('x'.repeat(4096))).toEqual(['x'.repeat(4096)]);
});

test('one more, and each is cut after 256', () => {
  expect(listed(...numbered(4, 1024), 'y')).toEqual([...numbered(4, 256), 'y']);
  expect(listed('x'.repeat(4097))).toEqual(['x'.repeat(256)]);
});

test('of many only the first are sent', () => {
  expect(listed(...numbered(10_000, 300))).toEqual(numbered(16, 256));
  expect(listed(...numbered(10_000, 8)).join('')).toHaveLength(4096);
});

test('characters of two units count as one and are not torn', () => {
  expect(listed('😀'.repeat(4096))).toEqual(['😀'.repeat(4096)]);
  expect(listed('😀'.repeat(5000))).toEqual(['😀'.repeat(256)]);
});

test('a text of 100 MB costs no more than its beginning', () => {
  const huge = 'x'.repeat(100_000_000);
  expect(cpuMs(() => expect(listed(huge)[0]).toHaveLength(256))).toBeLessThan(500);
});
