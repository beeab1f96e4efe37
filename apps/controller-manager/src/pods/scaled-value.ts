/** The highest that a field for a number of pods holds. */
const MAX_REPLICAS = 2 ** 31 - 1;

/** The number that `3` or `"25%"` means of a total. @throws Error for what is neither. */
export function scaledValue(value: unknown, total: number, round: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\d+%$/.test(value))
    throw new Error(`${JSON.stringify(value)} is neither a number nor a percentage such as 25%`);
  // Beyond any number of replicas there can be, as infinitely many digits are, is as good as the highest.
  const share = Math.min(MAX_REPLICAS, (Math.min(MAX_REPLICAS, Number(value.slice(0, -1))) * total) / 100);
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}
