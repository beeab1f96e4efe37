const SHOWN = 3;

/** The first three of a list, and how many more there are: `a,b,c + 2 more...`; `empty` when there are none. */
export function shortList(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty;
  const shown = items.slice(0, SHOWN).join(',');
  return items.length > SHOWN ? `${shown} + ${items.length - SHOWN} more...` : shown;
}
