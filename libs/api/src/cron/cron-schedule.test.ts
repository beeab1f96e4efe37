import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCron } from './cron-schedule';
import { timeZoneOf } from './time-zone';

interface Answer {
  schedule: string;
  zone?: string;
  from?: string;
  next?: string[];
  error?: string;
}

/** What github.com/robfig/cron v3.0.1 answers; around the times when clocks are set. */
const answers = JSON.parse(readFileSync(join(__dirname, 'testdata/robfig.json'), 'utf8')) as Answer[];

const answerOf = ({ schedule, zone = '', from = '' }: Answer): Partial<Answer> => {
  try {
    const parsed = parseCron(schedule, timeZoneOf(zone));
    const next: string[] = [];
    for (let at: number | undefined = Date.parse(from); next.length < 4 && at !== undefined;) {
      at = parsed.next(at);
      if (at !== undefined) next.push(new Date(at).toISOString().replace('.000Z', 'Z'));
    }
    return { next };
  } catch (error) {
    return { error: (error as Error).message };
  }
};

test.each(answers)('$schedule in $zone after $from', (answer) => {
  const { error, next = [] } = answer;
  expect(answerOf(answer)).toEqual(error === undefined ? { next } : { error });
});

test.each([
  ['TZ=Europe/Berlin', 'invalid schedule format: runtime error: slice bounds out of range [:-1]'],
  ['@every 1h', 'no error'],
  ['__proto__', 'expected exactly 5 fields, found 1: [__proto__]'],
  ['constructor', 'expected exactly 5 fields, found 1: [constructor]'],
])('%s: %s', (schedule, error) =>
  expect(answerOf({ schedule, from: '2026-01-01T00:00:00Z' }).error ?? 'no error').toBe(error),
);

test.each([
  ['Europe/Berlin', true],
  ['US/Pacific', true],
  ['Etc/GMT+5', true],
  ['UTC', true],
  ['', true],
  ['europe/berlin', false],
  ['+01:00', false],
  ['Nowhere/At_All', false],
])('time zone "%s": %p', (name, isOne) => expect(timeZoneOf(name) !== undefined).toBe(isOne));

test('what never comes is told in little time', () => {
  const reads = { count: 0 };
  const zone = { offsetMs: () => (reads.count++, 0) };
  for (const schedule of ['0 0 31 2,4,6,9,11 *', ', * * * *', '* , * * *', '0 0 , * ,'])
    expect(parseCron(schedule, zone).next(0)).toBeUndefined();
  expect(reads.count).toBeLessThan(50_000);
});
