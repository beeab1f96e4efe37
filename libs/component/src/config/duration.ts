const unitMs: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/y;

/** Milliseconds of a Go-style duration (`1h`, `1m30s`, `500ms`, `0`); undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const digits = negative || text.startsWith('+') ? text.slice(1) : text;
  if (digits === '0') return 0;
  let ms = 0;
  let at = 0;
  while (at < digits.length) {
    PART.lastIndex = at;
    const match = PART.exec(digits);
    if (!match) return undefined;
    ms += Number(match[1]) * unitMs[match[2]!]!;
    at = PART.lastIndex;
  }
  if (at === 0) return undefined;
  return negative ? -ms : ms;
}

/** The shortest Go-style notation of a number of milliseconds. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return '0s';
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const rest = ms % 60_000;
  const seconds = rest === 0 ? '' : rest < 1000 ? `${rest}ms` : `${rest / 1000}s`;
  return `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${seconds}`;
}
