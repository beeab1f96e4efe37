import { quote } from './validation/quote';

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
/** About 292 years: what Go's durations hold. */
const MOST_MS = 2 ** 63 / 1e6;

/** Milliseconds of `1h30m`, or what Go's time.ParseDuration says is wrong with it. */
export function parseGoDuration(text: string): number | string {
  const invalid = `time: invalid duration ${quote(text)}`;
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0;
  if (unsigned === '') return invalid;
  let totalMs = 0;
  for (let rest = unsigned; rest !== '';) {
    const [whole, number = ''] = /^(\d*\.?\d*)/.exec(rest)!;
    if (!/\d/.test(number)) return invalid;
    rest = rest.slice(whole.length);
    const [unit] = /^[^\d.]*/.exec(rest)!;
    if (unit === '') return `time: missing unit in duration ${quote(text)}`;
    if (!Object.hasOwn(UNIT_MS, unit)) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
    totalMs += Number(number) * UNIT_MS[unit]!;
    rest = rest.slice(unit.length);
  }
  if (totalMs >= MOST_MS) return invalid;
  return text.startsWith('-') ? -totalMs : totalMs;
}
