import { Timestamp, fromMicroTimestamp, fromTimestamp, toTimestamp } from './timestamp';

describe('toTimestamp', () => {
  test.each([
    ['2026-01-31T09:30:00Z', 1769851800, 0],
    ['2026-01-31T10:30:00+01:00', 1769851800, 0],
    ['2026-01-31T09:30:00.123456Z', 1769851800, 123456000],
    ['2026-01-31T09:30:00.5Z', 1769851800, 500000000],
    ['2026-01-31T09:30:00.1234567891Z', 1769851800, 123456789],
    ['1969-12-31T23:59:59.25Z', -1, 250000000],
  ])('%s', (text, seconds, nanos) => {
    expect(toTimestamp(text)).toEqual({ seconds, nanos });
  });

  test('refuses what is not a time, naming it', () => {
    expect(() => toTimestamp('yesterday')).toThrow('"yesterday" is not an RFC 3339 time');
  });
});

test('a Time is written in whole seconds', () => {
  expect(fromTimestamp({ seconds: 1769851800, nanos: 999999999 })).toBe('2026-01-31T09:30:00Z');
});

test('a MicroTime is written with six digits', () => {
  expect(fromMicroTimestamp({ seconds: 1769851800, nanos: 0 })).toBe('2026-01-31T09:30:00.000000Z');
  expect(fromMicroTimestamp({ seconds: 1769851800, nanos: 1234567 })).toBe('2026-01-31T09:30:00.001234Z');
});

test.each([
  { seconds: 0, nanos: 0 },
  { seconds: 1769851800, nanos: 123456000 },
  { seconds: -62135596800, nanos: 0 },
])('$seconds s $nanos ns survives the wire', (message) => {
  expect(Timestamp.decode(Timestamp.encode(message).finish())).toEqual(message);
});
