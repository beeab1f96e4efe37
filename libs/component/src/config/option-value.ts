import { parseDuration } from './duration';
import type { OptionSpec, OptionType, RawValue } from './option';

type Parsed = { value: unknown } | { expected: string };

const parsers: Record<OptionType, (raw: RawValue) => Parsed> = {
  string: (raw) => (Array.isArray(raw) ? { expected: 'a single value' } : { value: String(raw) }),
  int: (raw) => integer(raw, 'a whole number'),
  port: (raw) => {
    const parsed = integer(raw, 'a port from 0 to 65535');
    if ('value' in parsed && ((parsed.value as number) < 0 || (parsed.value as number) > 65_535))
      return { expected: 'a port from 0 to 65535' };
    return parsed;
  },
  bool: (raw) => {
    const text = String(raw).toLowerCase();
    if (text === 'true' || text === '1') return { value: true };
    if (text === 'false' || text === '0') return { value: false };
    return { expected: 'true or false' };
  },
  duration: (raw) => {
    const ms = parseDuration(String(raw));
    return ms === undefined ? { expected: 'a duration such as 500ms, 10s or 1m30s' } : { value: ms };
  },
  list: (raw) => ({
    value: (Array.isArray(raw) ? raw.map(String) : String(raw).split(',')).map((item) => item.trim()).filter(Boolean),
  }),
};

function integer(raw: RawValue, expected: string): Parsed {
  const text = String(raw).trim();
  return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? { value: Number(text) } : { expected };
}

/** The typed value of an option, or what would have been right instead. */
export function parseOptionValue(spec: OptionSpec, raw: RawValue): Parsed {
  const parsed = parsers[spec.type](raw);
  if ('expected' in parsed) return parsed;
  const complaint = (spec.validate as ((value: unknown) => string | undefined) | undefined)?.(parsed.value);
  return complaint === undefined ? parsed : { expected: complaint };
}

/** The environment variable of a flag: `KUBETS_SECURE_PORT` for `secure-port`. */
export function environmentName(flag: string): string {
  return `KUBETS_${flag.toUpperCase().replaceAll('-', '_')}`;
}
