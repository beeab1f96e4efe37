import type { CronSchedule } from '@kubets/api';
import type { CronJob } from '@kubets/proto-gen/batch/v1';

/** So many missed runs are told of. */
const MANY = 100;
/** Clocks differ a little. */
const PADDING_MS = 100;
const MAX_WAIT_MS = 2 ** 31 - 1;

export interface Runs {
  /** From when on runs are looked for. */
  sinceMs: number;
  /** The last time at which a job should have been made; undefined when there is none to be made up for. */
  lastMs?: number;
  missed: 'none' | 'few' | 'many';
}

export const INVALID_SCHEDULE = 'time difference between two schedules is less than 1 second';

/**
 * The runs between the last one and now. Their number is estimated by the time between the first two.
 * A text says what is wrong with a schedule that never comes.
 */
export function runsUntil(
  { metadata, spec, status }: CronJob,
  { now, schedule, deadline }: { now: Date; schedule: CronSchedule; deadline: boolean },
): Runs | string {
  const nowMs = now.getTime();
  let sinceMs = Date.parse(status?.lastScheduleTime ?? metadata?.creationTimestamp ?? '') || 0;
  const { startingDeadlineSeconds } = spec ?? {};
  if (deadline && startingDeadlineSeconds !== undefined)
    sinceMs = Math.max(sinceMs, nowMs - Number(startingDeadlineSeconds) * 1000);
  const first = schedule.next(sinceMs);
  if (first === undefined) return INVALID_SCHEDULE;
  if (nowMs < first) return { sinceMs, missed: 'none' };
  const second = schedule.next(first);
  if (second === undefined) return INVALID_SCHEDULE;
  if (nowMs < second) return { sinceMs, lastMs: first, missed: 'none' };
  const betweenSeconds = Math.round((second - first) / 1000);
  if (betweenSeconds < 1) return INVALID_SCHEDULE;
  const count = Math.floor(Math.floor((nowMs - first) / 1000) / betweenSeconds) + 1;
  const missed = count > MANY ? 'many' : 'few';
  let lastMs: number | undefined;
  const earliest = first + (count - 2) * betweenSeconds * 1000;
  for (let at = schedule.next(earliest); at !== undefined && at <= nowMs; at = schedule.next(at)) lastMs = at;
  return { sinceMs, missed, ...(lastMs !== undefined && { lastMs }) };
}

/** How long until the next run, a little more than that. */
export function timeToNextMs(cronJob: CronJob, now: Date, schedule: CronSchedule): number {
  const runs = runsUntil(cronJob, { now, schedule, deadline: false });
  const fromMs =
    typeof runs === 'string' ? now.getTime() : (runs.lastMs ?? (runs.missed === 'none' ? runs.sinceMs : now.getTime()));
  const next = schedule.next(fromMs);
  if (next === undefined) return MAX_WAIT_MS;
  return Math.min(MAX_WAIT_MS, Math.max(0, next - now.getTime()) + PADDING_MS);
}
