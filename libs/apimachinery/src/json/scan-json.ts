import { isStep, type Steps } from '../steps/steps';
import { brokenNumber, brokenScalar, quoted, type BrokenScalar } from './broken-scalar';
import { MAX_TEXT_DEPTH } from './depth';

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Of paths in messages; what is too deep is named by where it begins. */
const MAX_PATH_CHARS = 200;

/** Half a surrogate pair is none. */
const characterAt = (text: string, position: number): string => String.fromCodePoint(text.codePointAt(position)!);

/** What is wrong with a JSON text, in the words of Kubernetes' reader. */
export class JsonSyntaxError extends Error {}

/**
 * Walks a text token by token, in steps: returns the paths of keys that stand more than once in an object (`spec.ports[0].name`).
 * @throws JsonSyntaxError saying where the text breaks, or that it nests too deep.
 */
export function* scanSteps(text: string): Steps<string[]> {
  const duplicates: string[] = [];
  let position = 0;
  let depth = 0;

  const skipSpace = (): void => {
    SPACE.lastIndex = position;
    SPACE.exec(text);
    position = SPACE.lastIndex;
  };
  const fail = (context: string): never => {
    if (position >= text.length) throw new JsonSyntaxError('unexpected end of JSON input');
    throw new JsonSyntaxError(`invalid character ${quoted(characterAt(text, position))} ${context}`);
  };
  const failIn = ({ position: broken, context, endIsSpace }: BrokenScalar): never => {
    position = broken;
    if (endIsSpace && broken >= text.length) throw new JsonSyntaxError(`invalid character ' ' ${context}`);
    return fail(context);
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) position += match.length;
    return match;
  };
  const enter = (path: string): void => {
    position++;
    if (++depth > MAX_TEXT_DEPTH)
      throw new JsonSyntaxError(`exceeded max depth of ${MAX_TEXT_DEPTH} at ${path.slice(0, MAX_PATH_CHARS)}`);
    skipSpace();
  };
  const leave = (): void => {
    position++;
    depth--;
  };

  function* object(path: string): Steps<void> {
    enter(path);
    if (text[position] === '}') return leave();
    const seen = new Set<string>();
    for (let index = 0; ; index++) {
      if (isStep(index)) yield;
      skipSpace();
      if (text[position] !== '"') fail('looking for beginning of object key string');
      const raw = take(STRING) ?? failIn(brokenScalar(text, position));
      const key = JSON.parse(raw) as string;
      const member = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) duplicates.push(member);
      seen.add(key);
      skipSpace();
      if (text[position] !== ':') fail('after object key');
      position++;
      if (!scalar()) yield* container(member);
      skipSpace();
      if (text[position] === '}') return leave();
      if (text[position] !== ',') fail('after object key:value pair');
      position++;
    }
  }

  function* array(path: string): Steps<void> {
    enter(path);
    if (text[position] === ']') return leave();
    for (let index = 0; ; index++) {
      if (isStep(index)) yield;
      if (!scalar()) yield* container(`${path}[${index}]`);
      skipSpace();
      if (text[position] === ']') return leave();
      if (text[position] !== ',') fail('after array element');
      position++;
    }
  }

  /** Takes a value that holds no others; false where an object or a list begins. */
  function scalar(): boolean {
    skipSpace();
    const first = text[position];
    if (first === '{' || first === '[') return false;
    const raw = take(first === '"' ? STRING : SCALAR) ?? failIn(brokenScalar(text, position));
    const broken = /^[-\d]/.test(raw) ? brokenNumber(text, position) : undefined;
    if (broken) failIn(broken);
    return true;
  }

  function* container(path: string): Steps<void> {
    if (text[position] === '{') yield* object(path);
    else yield* array(path);
  }

  if (!scalar()) yield* container('');
  skipSpace();
  if (position < text.length) fail('after top-level value');
  return duplicates;
}
