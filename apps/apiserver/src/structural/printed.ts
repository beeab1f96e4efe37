import { goFloat, isJsonObject } from '@kubets/apimachinery';
import { isInt64 } from './check-scalar';

const MOST = 64 * 1024;
/** Members of wider objects are not put into order: no more than the first of them are shown. */
const WIDE = 4_096;

/** A value as Kubernetes prints it into text; what is longer than `most` characters is cut. */
export function printed(value: unknown, most = MOST): string {
  if (value === null || value === undefined) return '<no value>';
  let text = '';
  for (const piece of typeof value === 'object' ? piecesOf(value, most) : [plain(value)]) {
    text += piece;
    if (text.length > most) return `${text.slice(0, most)}…`;
  }
  return text;
}

const plain = (value: unknown): string =>
  typeof value === 'number' && !isInt64(value) ? goFloat(value) : String(value);

/** JSON, members in their names' order. No piece is written of what goes much beyond `most` characters. */
function* piecesOf(value: unknown, most: number): Generator<string> {
  if (Array.isArray(value)) {
    yield '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ',';
      yield* piecesOf(item, most);
    }
    yield ']';
  } else if (isJsonObject(value)) {
    yield '{';
    const keys = Object.keys(value);
    let isFirst = true;
    for (const key of keys.length > WIDE ? keys : keys.sort()) {
      if (value[key] === undefined) continue;
      yield `${isFirst ? '' : ','}${JSON.stringify(key.slice(0, most + 1))}:`;
      yield* piecesOf(value[key], most);
      isFirst = false;
    }
    yield '}';
  } else if (typeof value === 'string') yield JSON.stringify(value.slice(0, most + 1));
  else yield typeof value === 'bigint' ? String(value) : JSON.stringify(value ?? null);
}
