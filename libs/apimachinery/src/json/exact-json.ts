import { isJsonContainer, type JsonContainer, type JsonObject, setMember } from './json-value';
import { atOnce, isStep, type Steps } from '../steps/steps';
import { areWide } from './wide-objects';
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
  return MAY_HOLD_LONG_INTEGER.test(text) ? atOnce(parseWithIntegers(text)) : (JSON.parse(text) as unknown);
}

function* parseWithIntegers(text: string): Steps<unknown> {
  const { longIntegers } = surveyJson(text);
  yield;
  const unsafe = longIntegers.filter(
    ([from, to]) => to - from <= MAX_DIGITS && !Number.isSafeInteger(Number(text.slice(from, to))),
  );
  // The whole text is parsed as it stands first: what is put into it below must not make a broken one valid.
  const plain = JSON.parse(text) as unknown;
  yield;
  if (unsafe.length === 0) return plain;
  const mark = crypto.randomUUID();
  const pieces: string[] = [];
  let done = 0;
  for (const [from, to] of unsafe) {
    pieces.push(text.slice(done, from), `"${mark}${text.slice(from, to)}"`);
    done = to;
  }
  pieces.push(text.slice(done));
  const marked = JSON.parse(pieces.join('')) as unknown;
  yield;
  return isJsonContainer(marked) ? yield* unmarkIn(marked, mark) : unmark(marked, mark);
}

const unmark = (value: unknown, mark: string): unknown =>
  typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value;

/** Changes the container, which nobody else has. */
function* unmarkIn<T extends JsonContainer>(container: T, mark: string): Steps<T> {
  const members = container as JsonObject;
  const keys = Object.keys(members);
  if (areWide(keys)) yield;
  for (const [index, key] of keys.entries()) {
    if (isStep(index)) yield;
    const value = members[key];
    if (isJsonContainer(value)) yield* unmarkIn(value, mark);
    else if (typeof value === 'string' && value.startsWith(mark)) setMember(members, key, unmark(value, mark));
  }
  return container;
}

/** JSON.stringify that writes bigints as the integers they are. */
export function stringifyJson(value: unknown, space?: number): string {
  try {
    return JSON.stringify(value, null, space);
  } catch (error) {
    // A bigint is all that a JSON value can hold and JSON.stringify cannot write; the rest fails again below.
    if (!(error instanceof TypeError)) throw error;
  }
  const mark = crypto.randomUUID();
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === 'bigint' ? `${mark}${item}` : item),
    space,
  );
  return text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}
