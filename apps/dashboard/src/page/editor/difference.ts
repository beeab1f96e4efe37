/** What lies between the beginnings and the ends that two texts share. */
export function differenceOf(before: string, now: string): { from: number; to: number; insert: string } {
  const shortest = Math.min(before.length, now.length);
  let from = 0;
  while (from < shortest && before[from] === now[from]) from++;
  let same = 0;
  while (same < shortest - from && before[before.length - 1 - same] === now[now.length - 1 - same]) same++;
  return { from, to: before.length - same, insert: now.slice(from, now.length - same) };
}
