import { parseGoDuration } from '@kubets/apimachinery';

/** Milliseconds of a Go-style duration (`1h`, `1m30s`, `500ms`, `0`); undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const ms = parseGoDuration(text);
  return typeof ms === 'number' ? ms : undefined;
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
