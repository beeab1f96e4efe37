import { Duration, EvaluationError, Timestamp } from './value';

const NANOS = 1_000_000_000n;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/** RFC 3339. @throws EvaluationError. */
export function parseTimestamp(text: string): Timestamp {
  const parts = TIMESTAMP.exec(text);
  const ms = parts ? Date.parse(`${parts[1]}T${parts[2]}${parts[4]!.toUpperCase()}`) : NaN;
  if (!parts || Number.isNaN(ms) || !isDay(parts[1]!) || parts[2]!.startsWith('24'))
    throw new EvaluationError(`parsing time ${JSON.stringify(text)}: invalid format`);
  return inYears(BigInt(ms) / 1000n, Number((parts[3] ?? '').slice(0, 9).padEnd(9, '0')));
}

const UNITS: Record<string, bigint> = {
  ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n, s: NANOS, m: 60n * NANOS, h: 3600n * NANOS,
}; // prettier-ignore
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|\u03bcs|ms|s|m|h)/y;

/** Go's durations: `1h30m`. @throws EvaluationError. */
export function parseDuration(text: string): Duration {
  const bad = () => new EvaluationError(`time: invalid duration ${JSON.stringify(text)}`);
  const sign = text.startsWith('-') ? -1n : 1n;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return new Duration(0n);
  if (body === '' || body.length > 100) throw bad();
  let total = 0n;
  for (let at = 0; at < body.length;) {
    PART.lastIndex = at;
    const found = PART.exec(body);
    const [all = '', whole = '', fraction = '', unit = ''] = found ?? [];
    if (all === '' || (whole === '' && fraction === '')) throw bad();
    const scale = UNITS[unit]!;
    total += BigInt(whole || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
    at += all.length;
  }
  if (total >= 1n << 63n) throw bad();
  return new Duration(sign * total);
}

/** As CEL writes a duration: in seconds. */
export function durationText({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${size / NANOS}${fractionText(size % NANOS)}s`;
}

export function timestampText({ seconds, nanos }: Timestamp): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
  return `${whole}${fractionText(nanos)}Z`;
}

/** Of a second, without zeros that say nothing. */
function fractionText(nanos: bigint | number): string {
  const digits = String(nanos).padStart(9, '0');
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end--;
  return end === 0 ? '' : `.${digits.slice(0, end)}`;
}

export const plus = ({ seconds, nanos }: Timestamp, duration: bigint): Timestamp =>
  fromNanos(seconds * NANOS + BigInt(nanos) + duration);
export const nanosOf = ({ seconds, nanos }: Timestamp): bigint => seconds * NANOS + BigInt(nanos);

function fromNanos(total: bigint): Timestamp {
  const rest = ((total % NANOS) + NANOS) % NANOS;
  const seconds = (total - rest) / NANOS;
  return inYears(seconds, Number(rest));
}

/** From year 1 to 9999. @throws EvaluationError. */
function inYears(seconds: bigint, nanos: number): Timestamp {
  if (seconds < -62_135_596_800n || seconds > 253_402_300_799n) throw new EvaluationError('timestamp overflow');
  return new Timestamp(seconds, nanos);
}

/** Seconds since the epoch as a timestamp. @throws EvaluationError. */
export const timestampAt = (seconds: bigint): Timestamp => inYears(seconds, 0);

/** Whether the month has such a day: Date takes the 30th of February for a day in March. */
export const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

/** A timestamp's fields in a time zone: a name, or an offset such as `+02:00`. @throws EvaluationError. */
export function inZone({ seconds, nanos }: Timestamp, zone: string): { date: Date; nanos: number } {
  const ms = Number(seconds) * 1000;
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return { date: new Date(ms + (offset[1] === '-' ? -minutes : minutes) * 60_000), nanos };
  }
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone === '' ? 'UTC' : zone,
      hourCycle: 'h23',
      year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    }).formatToParts(new Date(ms)); // prettier-ignore
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    const date = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
    return { date: new Date(date), nanos };
  } catch {
    throw new EvaluationError(`unknown time zone ${zone}`);
  }
}
