const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** `5m12s`, `3h`, `12d`: how long ago something was, as kubectl says it; empty where it is not known. */
export function ageText(created: string, nowMs: number): string {
  const since = Math.max(0, Math.floor((nowMs - Date.parse(created)) / 1000));
  if (Number.isNaN(since)) return '';
  const index = UNITS.findIndex(([, seconds]) => since >= seconds);
  const [unit, seconds] = UNITS[index < 0 ? 3 : index]!;
  const count = Math.floor(since / seconds);
  const next = UNITS[index + 1];
  // A second unit while the first one says little.
  if (!next || index < 0 || count >= 10 || unit === 's') return `${count}${unit}`;
  const rest = Math.floor((since % seconds) / next[1]);
  return rest > 0 ? `${count}${unit}${rest}${next[0]}` : `${count}${unit}`;
}
