/**
 * Names travel through the server as keys: the wire form (length, label, length, label, …, 0) as a latin1 string in
 * lower case. Nothing has to be escaped, suffixes compare with endsWith, and a question's key is one slice of it.
 */
export type NameKey = string;

export const ROOT_KEY: NameKey = '\0';

const UPPER_CASE = /[A-Z]+/g;
const ANY_UPPER_CASE = /[A-Z]/;

/** Only ASCII letters have a case in DNS. Lengths are below 64 and so no letters. */
export function foldCase(wire: string): NameKey {
  return ANY_UPPER_CASE.test(wire) ? wire.replace(UPPER_CASE, (letters) => letters.toLowerCase()) : wire;
}

/** The key of a name as people write it; a final dot makes no difference. Throws Error for what cannot be a name. */
export function keyOf(name: string): NameKey {
  const labels = name.replace(/\.$/, '').split('.');
  if (labels.length === 1 && labels[0] === '') return ROOT_KEY;
  const key = labels.map((label) => String.fromCharCode(label.length) + label).join('') + ROOT_KEY;
  if (labels.some((label) => label.length === 0 || label.length > 63) || key.length > 255)
    throw new Error(`${JSON.stringify(name)} is not a domain name`);
  return foldCase(key);
}

/** The labels of a key, first to last. */
export function labelsOf(key: NameKey): string[] {
  const labels: string[] = [];
  for (let at = 0; at < key.length;) {
    const length = key.charCodeAt(at);
    if (length === 0) break;
    labels.push(key.slice(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels;
}

/** The name as people write it, without the final dot; the root is a dot. Odd bytes are escaped as in zone files. */
export function nameOfKey(key: NameKey): string {
  if (key === ROOT_KEY) return '.';
  return labelsOf(key)
    .map((label) =>
      label.replace(/[^!-~]|[.\\]/g, (char) =>
        char === '.' || char === '\\' ? `\\${char}` : `\\${String(char.charCodeAt(0)).padStart(3, '0')}`,
      ),
    )
    .join('.');
}

/** The name one label up; undefined for the root. */
export function parentOf(key: NameKey): NameKey | undefined {
  return key === ROOT_KEY ? undefined : key.slice(1 + key.charCodeAt(0));
}

/** Whether the name is the zone's or lies below it. */
export function isWithin(key: NameKey, zone: NameKey): boolean {
  return key.endsWith(zone);
}
