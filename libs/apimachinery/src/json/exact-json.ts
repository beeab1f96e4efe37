import { randomUUID } from 'node:crypto';
import { setMember, type JsonObject } from '../patch/json-value';
import { surveyJson } from './survey-json';

/** Numbers with more digits are left to JSON.parse: nothing that stays exact has as many. */
const MAX_DIGITS = 20;

/** Cheap, and nearly never true: only then a text is looked at closely. */
const MAY_HOLD_LONG_INTEGER = /\d{16}/;

/**
 * JSON.parse that keeps integers exact: those that a number does not hold come back as bigints, up to 20 digits. Floats,
 * and longer integers, are numbers.
 * @throws SyntaxError as JSON.parse
 */
export function parseExactJson(text: string): unknown {
  return MAY_HOLD_LONG_INTEGER.test(text) ? parseWithIntegers(text, surveyJson(text).longIntegers) : (JSON.parse(text) as unknown);
}

function parseWithIntegers(text: string, longIntegers: readonly [number, number][]): unknown {
  const unsafe = longIntegers.filter(([from, to]) => to - from <= MAX_DIGITS && !Number.isSafeInteger(Number(text.slice(from, to))));
  // The whole text is parsed as it stands first: what is put into it below must not make a broken one valid.
  const plain = JSON.parse(text) as unknown;
  if (unsafe.length === 0) return plain;
  const mark = randomUUID();
  const pieces: string[] = [];
  let done = 0;
  for (const [from, to] of unsafe) {
    pieces.push(text.slice(done, from), `"${mark}${text.slice(from, to)}"`);
    done = to;
  }
  pieces.push(text.slice(done));
  return unmark(JSON.parse(pieces.join('')) as unknown, mark);
}

function unmark(value: unknown, mark: string): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => unmark(item, mark));
  const result: JsonObject = {};
  for (const key of Object.keys(value)) setMember(result, key, unmark((value as JsonObject)[key], mark));
  return result;
}

/** JSON.stringify that writes bigints as the integers they are. */
export function stringifyJson(value: unknown, space?: number): string {
  try {
    return JSON.stringify(value, null, space);
  } catch (error) {
    // A bigint is all that a JSON value can hold and JSON.stringify cannot write; the rest fails again below.
    if (!(error instanceof TypeError)) throw error;
  }
  const mark = randomUUID();
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${mark}${item}` : item), space);
  return text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}
