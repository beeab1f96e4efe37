import { isJsonObject } from '@kubets/apimachinery';

const MOST = 64 * 1024;
/** Members of wider objects are not put into order: no more than the first of them are shown. */
const WIDE = 4_096;

/** A value as Kubernetes prints it into text; what is longer than `most` characters is cut. */
export function printed(value: unknown, most = MOST): string {
  if (value === null || value === undefined) return '<no value>';
  let text = '';
  for (const piece of typeof value === 'object' ? piecesOf(value) : [String(value)]) {
    text += piece;
    if (text.length > most) return `${text.slice(0, most)}…`;
  }
  return text;
}

/** JSON, members in their names' order. */
function* piecesOf(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    yield '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ',';
      yield* piecesOf(item);
    }
    yield ']';
  } else if (isJsonObject(value)) {
    yield '{';
    const keys = Object.keys(value);
    let isFirst = true;
    for (const key of keys.length > WIDE ? keys : keys.sort()) {
      if (value[key] === undefined) continue;
      yield `${isFirst ? '' : ','}${JSON.stringify(key)}:`;
      yield* piecesOf(value[key]);
      isFirst = false;
    }
    yield '}';
  } else yield typeof value === 'bigint' ? String(value) : JSON.stringify(value ?? null);
}
