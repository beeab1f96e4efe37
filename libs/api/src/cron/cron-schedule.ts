import { parseGoDuration } from '@kubets/apimachinery';
import { CronError, DAYS, HOURS, MINUTES, MONTHS, parseCronField, WEEKDAYS, type CronField } from './cron-field';
import { timeOf, timeZoneOf, UTC, wallClock, type TimeZone } from './time-zone';

export interface CronSchedule {
  /** The first time after this one, in milliseconds since the epoch; undefined when there is none within five years. */
  next(afterMs: number): number | undefined;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEARS = 5;
const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

const startOf = (date: Date, unitMs: number): number => Math.floor(date.getTime() / unitMs) * unitMs;

interface Fields {
  minute: CronField;
  hour: CronField;
  day: CronField;
  month: CronField;
  weekday: CronField;
}

/**
 * A schedule of five fields, `@daily` and the like or `@every 1h30m`, read as github.com/robfig/cron v3 reads it: `7` is no
 * weekday; days of the month and of the week are either-or where both are given. `TZ=` goes before `zone`.
 * @throws CronError
 */
export function parseCron(text: string, zone: TimeZone = UTC): CronSchedule {
  if (text === '') throw new CronError('empty spec string');
  const [prefix] = /^(?:CRON_)?TZ=/.exec(text) ?? [];
  if (prefix === undefined) return parseInZone(text, zone);
  const space = text.indexOf(' ');
  if (space < 0) throw new CronError('invalid schedule format: runtime error: slice bounds out of range [:-1]');
  const name = text.slice(prefix.length, space);
  const given = timeZoneOf(name);
  if (!given) throw new CronError(`provided bad location ${name}: unknown time zone ${name}`);
  return parseInZone(text.slice(space).trim(), given);
}

function parseInZone(text: string, zone: TimeZone): CronSchedule {
  const every = '@every ';
  if (text.startsWith(every)) {
    const duration = parseGoDuration(text.slice(every.length));
    if (typeof duration === 'string') throw new CronError(`failed to parse duration ${text}: ${duration}`);
    return everyMs(duration);
  }
  if (text.startsWith('@') && !DESCRIPTORS.has(text)) throw new CronError(`unrecognized descriptor: ${text}`);
  const fields = (DESCRIPTORS.get(text) ?? text).split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5)
    throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minute, hour, day, month, weekday] = [MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS].map((bounds, index) =>
    parseCronField(fields[index]!, bounds),
  );
  return atFields({ minute: minute!, hour: hour!, day: day!, month: month!, weekday: weekday! }, zone);
}

/** Whole seconds, at least one, from whenever the last time was. */
function everyMs(duration: number): CronSchedule {
  const delay = Math.max(SECOND_MS, Math.floor(duration / SECOND_MS) * SECOND_MS);
  return { next: (afterMs) => afterMs + delay - (afterMs % SECOND_MS) };
}

/**
 * Goes from the month down to the second: what does not match is moved on by one, all below it starts anew, and where a
 * larger place turns over, everything is looked at again. The order is robfig's, and with it what happens when clocks are set.
 */
function atFields({ minute, hour, day, month, weekday }: Fields, zone: TimeZone): CronSchedule {
  const wall = (atMs: number): Date => wallClock(zone, atMs);
  const isMonth = (atMs: number): boolean => month.values.has(wall(atMs).getUTCMonth() + 1);
  const isDay = (atMs: number): boolean => {
    const at = wall(atMs);
    const [ofMonth, ofWeek] = [day.values.has(at.getUTCDate()), weekday.values.has(at.getUTCDay())];
    return day.isAny || weekday.isAny ? ofMonth && ofWeek : ofMonth || ofWeek;
  };
  const never = [minute, hour, month].some(({ values }) => values.size === 0);

  /** The same time of day, so many months and days later. */
  function later(atMs: number, months: number, days: number): number {
    const at = wall(atMs);
    const date = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, at.getUTCDate() + days);
    return timeOf(zone, date + (at.getTime() - startOf(at, DAY_MS)));
  }

  function* nextMonths(atMs: number, startsAnew: boolean): Generator<number> {
    const at = wall(atMs);
    let first = startsAnew ? timeOf(zone, Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)) : atMs;
    for (;;) yield (first = later(first, 1, 0));
  }

  function* nextDays(atMs: number, startsAnew: boolean): Generator<number> {
    let midnight = startsAnew ? timeOf(zone, startOf(wall(atMs), DAY_MS)) : atMs;
    for (;;) {
      const tomorrow = later(midnight, 0, 1);
      // A day that a place has skipped altogether would be looked for for ever.
      midnight = tomorrow > midnight ? tomorrow : midnight + DAY_MS;
      // Where clocks are set at midnight, the day begins at one o'clock, or this is 23:00 of the day before.
      const hours = wall(midnight).getUTCHours();
      if (hours !== 0) midnight += (hours > 12 ? 24 - hours : -hours) * HOUR_MS;
      yield midnight;
    }
  }

  function* nextHours(atMs: number, startsAnew: boolean): Generator<number> {
    let at = startsAnew ? timeOf(zone, startOf(wall(atMs), HOUR_MS)) : atMs;
    for (;;) yield (at += HOUR_MS);
  }

  function* nextMinutes(atMs: number): Generator<number> {
    let at = startOf(new Date(atMs), MINUTE_MS);
    for (;;) yield (at += MINUTE_MS);
  }

  function next(afterMs: number): number | undefined {
    if (never) return undefined;
    let at = startOf(new Date(afterMs), SECOND_MS) + SECOND_MS;
    let added = false;
    const lastYear = wall(at).getUTCFullYear() + YEARS;
    /** Moves on until a place matches; false when a larger one has turned over. */
    const move = (matches: (atMs: number) => boolean, times: Iterable<number>, turnedOver: (at: Date) => boolean) => {
      if (matches(at)) return true;
      added = true;
      for (const time of times) {
        at = time;
        if (turnedOver(wall(at))) return false;
        if (matches(at)) return true;
      }
      return false;
    };
    while (wall(at).getUTCFullYear() <= lastYear) {
      if (!move(isMonth, nextMonths(at, !added), (date) => date.getUTCMonth() === 0)) continue;
      if (!move(isDay, nextDays(at, !added), (date) => date.getUTCDate() === 1)) continue;
      const isHour = (time: number): boolean => hour.values.has(wall(time).getUTCHours());
      if (!move(isHour, nextHours(at, !added), (date) => date.getUTCHours() === 0)) continue;
      const isMinute = (time: number): boolean => minute.values.has(wall(time).getUTCMinutes());
      if (!move(isMinute, nextMinutes(at), (date) => date.getUTCMinutes() === 0)) continue;
      if (at % MINUTE_MS === 0) return at;
      added = true;
      at = startOf(new Date(at), MINUTE_MS) + MINUTE_MS;
    }
    return undefined;
  }
  return { next };
}
