/** Changes a map as it is told. */
export function applyChanges<T>(
  map: Map<string, T>,
  { whole, set, gone }: { whole?: boolean; set: readonly [string, T][]; gone: readonly string[] },
): void {
  if (whole) map.clear();
  for (const key of gone) map.delete(key);
  for (const [key, value] of set) map.set(key, value);
}
