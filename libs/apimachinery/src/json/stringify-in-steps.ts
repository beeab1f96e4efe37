import type { Steps } from '../steps/steps';
import { stringifyJson } from './exact-json';
import { isJsonContainer, type JsonContainer } from './json-value';

/** Values that are written in one step, and where there are no more of them, at once. */
const STEP_VALUES = 1000;

/** The keys of objects with more than {@link STEP_VALUES}: to list those of a hundred thousand takes long, so it is done once. */
type WideKeys = Map<object, string[]>;

/** How many of so many values are left when those in it are counted, which ends at none. */
function leftOf(values: number, value: unknown, wide: WideKeys): number {
  let left = values - 1;
  if (!isJsonContainer(value)) return left;
  if (wide.size > 0 && wide.has(value)) return 0;
  if (Array.isArray(value)) {
    if (value.length > left) return 0;
    for (const item of value) if ((left = leftOf(left, item, wide)) <= 0) return 0;
    return left;
  }
  const keys = Object.keys(value);
  if (keys.length > STEP_VALUES) wide.set(value, keys);
  if (keys.length > left) return 0;
  for (const key of keys) if ((left = leftOf(left, value[key], wide)) <= 0) return 0;
  return left;
}

/** stringifyJson in steps. */
export function* stringifySteps(value: unknown, space = 0): Steps<string> {
  const wide: WideKeys = new Map();
  if (leftOf(STEP_VALUES, value, wide) > 0) return stringifyJson(value, space);
  yield;
  const chunks: string[] = [];
  const pieces: string[] = [];
  yield* write(value as JsonContainer, { chunks, pieces, wide, indent: space === 0 ? '' : '\n', space });
  yield;
  return chunks.join('') + pieces.join('');
}

interface Place {
  chunks: string[];
  /** What is in no chunk yet. */
  pieces: string[];
  wide: WideKeys;
  /** Between the members of the container around; empty where all stands in one line. */
  indent: string;
  space: number;
}

function* write(value: JsonContainer, { chunks, pieces, wide, indent, space }: Place): Steps<void> {
  const isList = Array.isArray(value);
  const inner = space === 0 ? '' : indent + ' '.repeat(space);
  const colon = space === 0 ? ':' : ': ';
  const keys = isList ? undefined : (wide.get(value) ?? Object.keys(value));
  const count = (keys ?? (value as unknown[])).length;
  let left = STEP_VALUES;
  let isEmpty = true;
  pieces.push(isList ? '[' : '{');
  for (let index = 0; index < count; index++) {
    const key = keys?.[index];
    const member: unknown = isList ? value[index] : (value as Record<string, unknown>)[key!];
    if (member === undefined && !isList) continue;
    if (left <= 0) {
      // To join hundreds of thousands of pieces at once would take long.
      chunks.push(pieces.join(''));
      pieces.length = 0;
      yield;
      left = STEP_VALUES;
    }
    pieces.push(isEmpty ? inner : `,${inner}`);
    isEmpty = false;
    if (key !== undefined) pieces.push(JSON.stringify(key), colon);
    left = leftOf(left, member, wide);
    if (left > 0 || leftOf(STEP_VALUES, member, wide) > 0) pieces.push(text(member, inner, space));
    else yield* write(member as JsonContainer, { chunks, pieces, wide, indent: inner, space });
  }
  pieces.push(isEmpty ? '' : indent, isList ? ']' : '}');
}

/** A value of few others; line ends in texts are escaped, so all that there are stand between values. */
function text(value: unknown, indent: string, space: number): string {
  if (!isJsonContainer(value)) return stringifyJson(value ?? null);
  const written = stringifyJson(value, space);
  return indent === '' ? written : written.replaceAll('\n', indent);
}
