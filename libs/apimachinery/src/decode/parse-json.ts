import { newBadRequest } from '../errors/new-errors';
import { membersInText, membersInValue } from './member-count';

/** A JSON text's value, and the paths of object keys that stand there more than once (`spec.replicas`). */
export interface ParsedJson {
  value: unknown;
  duplicates: string[];
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class JsonSyntaxError extends Error {}

/** Walks a text token by token: finds duplicates, and says of a broken text where it breaks. */
function createScanner(text: string) {
  const duplicates: string[] = [];
  let position = 0;

  const skipSpace = (): void => {
    SPACE.lastIndex = position;
    SPACE.exec(text);
    position = SPACE.lastIndex;
  };
  const fail = (context: string): never => {
    if (position >= text.length) throw new JsonSyntaxError('unexpected end of JSON input');
    throw new JsonSyntaxError(`invalid character '${text[position]}' ${context}`);
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) position += match.length;
    return match;
  };

  function object(path: string): void {
    position++;
    skipSpace();
    if (text[position] === '}') return void position++;
    const seen = new Set<string>();
    for (;;) {
      skipSpace();
      const raw = take(STRING) ?? fail('looking for beginning of object key string');
      const key = JSON.parse(raw) as string;
      const member = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) duplicates.push(member);
      seen.add(key);
      skipSpace();
      if (text[position] !== ':') fail('after object key');
      position++;
      value(member);
      skipSpace();
      if (text[position] === '}') return void position++;
      if (text[position] !== ',') fail('after object key:value pair');
      position++;
    }
  }

  function array(path: string): void {
    position++;
    skipSpace();
    if (text[position] === ']') return void position++;
    for (let index = 0; ; index++) {
      value(`${path}[${index}]`);
      skipSpace();
      if (text[position] === ']') return void position++;
      if (text[position] !== ',') fail('after array element');
      position++;
    }
  }

  function value(path: string): void {
    skipSpace();
    const first = text[position];
    if (first === '{') object(path);
    else if (first === '[') array(path);
    else if (take(first === '"' ? STRING : SCALAR) === undefined) {
      fail(first === '"' ? 'in string literal' : 'looking for beginning of value');
    }
  }

  return (): string[] => {
    value('');
    skipSpace();
    if (position < text.length) fail('after top-level value');
    return duplicates;
  };
}

/** What is wrong with a text that JSON.parse refused. */
function syntaxProblem(text: string, fallback: unknown): string {
  try {
    createScanner(text)();
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
  return fallback instanceof Error ? fallback.message : String(fallback);
}

/**
 * Parses JSON; with `findDuplicates` also reports keys given twice (the last one counts).
 * @throws StatusError BadRequest with Kubernetes' words.
 */
export function parseJson(text: string, findDuplicates = false): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw newBadRequest(`couldn't get version/kind; json parse error: ${syntaxProblem(text, error)}`);
  }
  // Counting is ten times as fast as looking for the places, of which there are nearly never any.
  const repeats = findDuplicates && membersInText(text) !== membersInValue(value);
  return { value, duplicates: repeats ? createScanner(text)() : [] };
}
