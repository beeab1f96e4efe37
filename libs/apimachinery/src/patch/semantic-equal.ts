type Composite = Record<string, unknown>;

const isObject = (value: unknown): value is Composite => typeof value === 'object' && value !== null;

function membersEqual(a: Composite, b: Composite): boolean {
  for (const key of Object.keys(a)) if (!semanticEqual(a[key], b[key])) return false;
  for (const key of Object.keys(b)) if (a[key] === undefined && b[key] !== undefined && b[key] !== null) return false;
  return true;
}

/** Deep equality of JSON values: the order of keys does not matter, and a field that is absent, undefined or null is the same. */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || a === null) return b === undefined || b === null;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => semanticEqual(item, b[index]));
  }
  return membersEqual(a, b);
}
