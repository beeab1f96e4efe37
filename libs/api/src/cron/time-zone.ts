/** A place's clock. Times are milliseconds since the epoch. */
export interface TimeZone {
  /** How far its clock is ahead of UTC at a time. */
  offsetMs(atMs: number): number;
}

export const UTC: TimeZone = { offsetMs: () => 0 };

/** Clocks are set at times that are multiples of this. */
const BUCKET_MS = 15 * 60_000;
const MAX_BUCKETS = 4096;

/** The time zone of a name of the tz database, in its letter case; undefined for one that is none. `''` is UTC. */
export function timeZoneOf(name: string): TimeZone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  if (!/^[A-Za-z]/.test(name)) return undefined;
  const clock = clockOf(name);
  if (!clock) return undefined;
  const known = new Map<number, number>();
  return {
    offsetMs(atMs) {
      const bucket = Math.floor(atMs / BUCKET_MS);
      let offset = known.get(bucket);
      if (offset === undefined) {
        if (known.size >= MAX_BUCKETS) known.clear();
        offset = offsetAt(clock, bucket * BUCKET_MS);
        known.set(bucket, offset);
      }
      return offset;
    },
  };
}

function clockOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    // ECMAScript does not mind the letter case, the tz database does.
    const actual = clock.resolvedOptions().timeZone;
    return actual !== timeZone && actual.toLowerCase() === timeZone.toLowerCase() ? undefined : clock;
  } catch {
    return undefined;
  }
}

function offsetAt(clock: Intl.DateTimeFormat, atMs: number): number {
  const parts = new Map(clock.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const localMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return localMs - atMs;
}

/** What the clock shows, as the date whose UTC fields are these. */
export const wallClock = (zone: TimeZone, atMs: number): Date => new Date(atMs + zone.offsetMs(atMs));

/**
 * When the clock shows this. Of a time that it shows twice or never, one that is right before or after it is set, as Go's
 * time.Date chooses.
 */
export function timeOf(zone: TimeZone, wallMs: number): number {
  const offset = zone.offsetMs(wallMs);
  return offset === 0 ? wallMs : wallMs - zone.offsetMs(wallMs - offset);
}
