type Composite = Record<string, unknown>;

/** Every member of `a` is in `b` with an equal value. Keys are those of plain JSON objects, which inherit none. */
function contained(a: Composite, b: Composite): boolean {
  for (const key in a) if (!semanticEqual(a[key], b[key])) return false;
  return true;
}

/** `b` has nothing that `a` lacks. */
function nothingMore(a: Composite, b: Composite): boolean {
  for (const key in b) if (a[key] === undefined && b[key] !== undefined && b[key] !== null) return false;
  return true;
}

function listsEqual(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!semanticEqual(a[index], b[index])) return false;
  return true;
}

/** Deep equality of JSON values: the order of keys does not matter, and a field that is absent, undefined or null is the same. */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || a === null) return b === undefined || b === null;
  if (typeof a !== 'object' || typeof b !== 'object' || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && listsEqual(a, b);
  if (Array.isArray(b)) return false;
  return contained(a as Composite, b as Composite) && nothingMore(a as Composite, b as Composite);
}
