import { formatDuration, parseDuration } from './duration';

describe('parseDuration', () => {
  test.each<[string, number | undefined]>([
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['0', 0],
    ['-2s', -2000],
    ['10', undefined],
    ['10 s', undefined],
    ['s', undefined],
    ['', undefined],
    ['1m30', undefined],
  ])('%j is %p ms', (text, ms) => expect(parseDuration(text)).toBe(ms));
});

describe('formatDuration', () => {
  test.each<[number, string]>([
    [0, '0s'],
    [500, '500ms'],
    [1500, '1.5s'],
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [-2000, '-2s'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});
