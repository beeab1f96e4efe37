import { quote } from '@kubets/apimachinery';

/** The numbers of one place of a schedule, such as its hours. */
export interface CronField {
  values: ReadonlySet<number>;
  /** Every number, as `*` or `?` say it, on its own or among others. */
  isAny: boolean;
}

interface Bounds {
  min: number;
  max: number;
  names?: readonly string[];
}

export const MINUTES: Bounds = { min: 0, max: 59 };
export const HOURS: Bounds = { min: 0, max: 23 };
export const DAYS: Bounds = { min: 1, max: 31 };
export const MONTHS: Bounds = {
  min: 1,
  max: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
export const WEEKDAYS: Bounds = { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

/** What a schedule cannot be read for, in robfig/cron's words. */
export class CronError extends Error {}

function integer(text: string): number {
  const problem = !/^[+-]?\d+$/.test(text)
    ? 'invalid syntax'
    : BigInt.asIntN(64, BigInt(text)) !== BigInt(text)
      ? 'value out of range'
      : '';
  if (problem)
    throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${quote(text)}: ${problem}`);
  const number = Number(text);
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`);
  return number;
}

function integerOrName(text: string, { names, min }: Bounds): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index >= 0 ? index + min : integer(text);
}

interface Range {
  start: number;
  end: number;
  isAny: boolean;
}

function parseRange(text: string, whole: string, bounds: Bounds): Range {
  const ends = text.split('-');
  if (ends[0] === '*' || ends[0] === '?') return { start: bounds.min, end: bounds.max, isAny: true };
  const start = integerOrName(ends[0]!, bounds);
  if (ends.length > 2) throw new CronError(`too many hyphens: ${whole}`);
  return { start, end: ends.length === 2 ? integerOrName(ends[1]!, bounds) : start, isAny: false };
}

/** `5`, `1-5`, `MON-FRI`, `*` or any of these with a step, such as `10/15`: from 10 to the last. */
function parsePart(part: string, bounds: Bounds): CronField {
  const [first = '', ...steps] = part.split('/');
  const range = parseRange(first, part, bounds);
  if (steps.length > 1) throw new CronError(`too many slashes: ${part}`);
  const step = steps.length === 1 ? integer(steps[0]!) : 1;
  const { start } = range;
  const end = steps.length === 1 && !first.includes('-') ? bounds.max : range.end;
  if (start < bounds.min) throw new CronError(`beginning of range (${start}) below minimum (${bounds.min}): ${part}`);
  if (end > bounds.max) throw new CronError(`end of range (${end}) above maximum (${bounds.max}): ${part}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${part}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${part}`);
  const values = new Set<number>();
  for (let value = start; value <= end; value += step) values.add(value);
  return { values, isAny: range.isAny && step <= 1 };
}

/** Parts between commas; empty ones count for nothing. @throws CronError */
export function parseCronField(text: string, bounds: Bounds): CronField {
  const parts = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => parsePart(part, bounds));
  return {
    values: new Set(parts.flatMap(({ values }) => [...values])),
    isAny: parts.some(({ isAny }) => isAny),
  };
}
