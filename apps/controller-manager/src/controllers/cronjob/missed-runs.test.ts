import { parseCron } from '@kubets/api';
import type { CronJob } from '@kubets/proto-gen/batch/v1';
import { INVALID_SCHEDULE, runsUntil, timeToNextMs } from './missed-runs';

const cronJob = (last: string | undefined, startingDeadlineSeconds?: number): CronJob => ({
  metadata: { creationTimestamp: '2026-01-01T00:30:00Z' },
  spec: { startingDeadlineSeconds },
  status: { lastScheduleTime: last },
});
const run = (schedule: string, now: string, of: CronJob) => {
  const runs = runsUntil(of, { now: new Date(now), schedule: parseCron(schedule), deadline: true });
  return typeof runs === 'string'
    ? runs
    : [runs.missed, runs.lastMs && new Date(runs.lastMs).toISOString().slice(5, 16)];
};

test.each([
  ['0 * * * *', '2026-01-01T00:45:00Z', cronJob(undefined), ['none', undefined]],
  ['0 * * * *', '2026-01-01T01:00:00Z', cronJob(undefined), ['none', '01-01T01:00']],
  ['0 * * * *', '2026-01-01T03:10:00Z', cronJob('2026-01-01T01:00:00Z'), ['few', '01-01T03:00']],
  ['0 * * * *', '2026-01-08T03:10:00Z', cronJob('2026-01-01T01:00:00Z'), ['many', '01-08T03:00']],
  ['0 * * * *', '2026-01-08T03:10:00Z', cronJob('2026-01-01T01:00:00Z', 900), ['none', '01-08T03:00']],
  ['0 * * * *', '2026-01-08T03:30:00Z', cronJob('2026-01-01T01:00:00Z', 900), ['none', undefined]],
  ['30 6-16/4 * * 1-5', '2026-01-05T12:00:00Z', cronJob('2026-01-02T14:30:00Z'), ['few', '01-05T10:30']],
  ['@every 90m', '2026-01-01T06:40:00Z', cronJob(undefined), ['few', '01-01T06:30']],
  ['0 0 31 2 *', '2026-01-01T06:40:00Z', cronJob(undefined), INVALID_SCHEDULE],
])('%s at %s', (schedule, now, of, expected) => expect(run(schedule, now, of)).toEqual(expected));

test.each([
  ['0 * * * *', '2026-01-01T00:45:00Z', cronJob(undefined), 15 * 60_000 + 100],
  ['0 * * * *', '2026-01-01T01:00:00Z', cronJob('2026-01-01T01:00:00Z'), 60 * 60_000 + 100],
  ['0 0 31 2 *', '2026-01-01T01:00:00Z', cronJob(undefined), 2 ** 31 - 1],
])('after %s, the next at %s is in %i ms', (schedule, now, of, expected) =>
  expect(timeToNextMs(of, new Date(now), parseCron(schedule))).toBe(expected),
);
