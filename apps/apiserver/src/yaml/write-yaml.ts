import { yamlLine, yamlScalar } from './yaml-scalar';

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
  function* members(map: JsonObject, indent: string, isBehindDash: boolean): Generator<string> {
    let isBegun = isBehindDash;
    for (const key of Object.keys(map)) {
      if (!isBegun) gathered += indent;
      isBegun = false;
      const name = yamlLine(key);
      const isSimple = name.length <= MAX_SIMPLE_KEY;
      gathered += isSimple ? `${name}:` : `? ${name}\n${indent}:`;
      const member = map[key];
      if (isFilled(member)) {
        gathered += '\n';
        const below = `${indent}  `;
        if (Array.isArray(member)) yield* items(member, isSimple ? indent : below, false);
        else yield* members(member, below, false);
      } else gathered += ` ${leaf(member, indent)}\n`;
      yield* flush();
    }
  }

  function* items(list: unknown[], indent: string, isBehindDash: boolean): Generator<string> {
    let isBegun = isBehindDash;
    const below = `${indent}  `;
    for (const item of list) {
      gathered += isBegun ? '- ' : `${indent}- `;
      isBegun = false;
      if (!isFilled(item)) gathered += `${leaf(item, indent)}\n`;
      else if (Array.isArray(item)) yield* items(item, below, true);
      else yield* members(item, below, true);
      yield* flush();
    }
  }

  // A block needs something that it is further to the right than.
  if (!isFilled(value)) gathered += `${typeof value === 'string' ? yamlLine(value) : leaf(value, '')}\n`;
  else if (Array.isArray(value)) yield* items(value, '', false);
  else yield* members(value, '', false);
  if (gathered !== '') yield gathered;
}

/** Whether there is something in it that takes lines of its own. */
function isFilled(value: unknown): value is unknown[] | JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return true;
  return false;
}

function leaf(value: unknown, indent: string): string {
  if (Array.isArray(value)) return '[]';
  return typeof value === 'object' && value !== null ? '{}' : yamlScalar(value, indent);
}
