import { charactersIn } from './folded-line';
import { yamlLine, yamlScalar, type Place } from './yaml-scalar';

/** Characters that are gathered before they are handed on. */
const PIECE_CHARS = 16 * 1024;

/** Longer keys are written as explicit ones: readers look ahead only so far for a colon. */
const MAX_SIMPLE_KEY = 128;

type JsonObject = Record<string, unknown>;

/**
 * A JSON value as block YAML, in pieces that each take little time to make. Texts are quoted where any reader, be it of
 * YAML 1.1 or 1.2, would take them for something else; lists stand as far to the left as their field, as in Kubernetes.
 */
export function* yamlPieces(value: unknown): Generator<string> {
  let gathered = '';

  function* flush(): Generator<string> {
    if (gathered.length < PIECE_CHARS) return;
    yield gathered;
    gathered = '';
  }

  /** Members, each on lines of its own; of the first the line is begun already when it stands behind a dash. */
  function* members(map: JsonObject, keys: string[], indent: string, isBehindDash: boolean): Generator<string> {
    let isBegun = isBehindDash;
    for (const key of keys) {
      if (!isBegun) gathered += indent;
      isBegun = false;
      const name = yamlLine(key);
      const isSimple = name.length <= MAX_SIMPLE_KEY;
      const head = isSimple ? `${name}:` : `? ${name}\n${indent}:`;
      gathered += head;
      const member = map[key];
      const within = contentOf(member);
      if (within) {
        gathered += '\n';
        const below = `${indent}  `;
        if (within.list) yield* items(within.list, isSimple ? indent : below, false);
        else yield* members(within.map, within.keys, below, false);
      } else {
        const column = indent.length + (isSimple ? charactersIn(head) : 1) + 1;
        gathered += ` ${leaf(member, { indent, column })}\n`;
      }
      yield* flush();
    }
  }

  function* items(list: unknown[], indent: string, isBehindDash: boolean): Generator<string> {
    let isBegun = isBehindDash;
    const below = `${indent}  `;
    for (const item of list) {
      gathered += isBegun ? '- ' : `${indent}- `;
      isBegun = false;
      const within = contentOf(item);
      if (!within) gathered += `${leaf(item, { indent, column: below.length })}\n`;
      else if (within.list) yield* items(within.list, below, true);
      else yield* members(within.map, within.keys, below, true);
      yield* flush();
    }
  }

  // A block needs something that it is further to the right than.
  const root = contentOf(value);
  if (!root) gathered += `${typeof value === 'string' ? yamlLine(value) : leaf(value, { indent: '', column: 0 })}\n`;
  else if (root.list) yield* items(root.list, '', false);
  else yield* members(root.map, root.keys, '', false);
  if (gathered !== '') yield gathered;
}

type Content = { list: unknown[] } | { list?: undefined; map: JsonObject; keys: string[] };

/** What takes lines of its own; undefined for what stands behind its key or dash. */
function contentOf(value: unknown): Content | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return value.length > 0 ? { list: value } : undefined;
  const keys = Object.keys(value);
  return keys.length > 0 ? { map: value as JsonObject, keys } : undefined;
}

function leaf(value: unknown, place: Place): string {
  if (Array.isArray(value)) return '[]';
  return typeof value === 'object' && value !== null ? '{}' : yamlScalar(value, place);
}
