import { isStep, type Steps } from '@kubets/apimachinery';
import { global, method, type Library } from '../functions/declaration';
import { boundText, byText, charactersBefore, codePoints, offsetOf, sizeOf, widthAt } from '../functions/sizes';
import { lastPositionOf, positionOf } from '../functions/text-search';
import { DYN, INT, listOf, STRING } from '../types/type';
import { EvaluationError, Items, type ListValue, type Value } from '../values/value';
import { format, formatProblems } from './format';

function position(index: bigint, length: number): number {
  if (index < 0n || index > BigInt(length)) throw new EvaluationError(`index out of range: ${index}`);
  return Number(index);
}

function substring(text: string, from: bigint, to?: bigint): string {
  const length = codePoints(text);
  const end = to === undefined ? length : position(to, length);
  const start = position(from, length);
  if (start > end) throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`);
  return text.slice(offsetOf(text, start), offsetOf(text, end));
}

function charAt(text: string, index: bigint): string {
  const at = offsetOf(text, position(index, codePoints(text)));
  return at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : '';
}

/** In code points. */
function* indexOf(text: string, part: string, from = 0n): Steps<Value> {
  const length = codePoints(text);
  if (from > BigInt(length)) return -1n;
  const found = yield* positionOf(text, part, offsetOf(text, position(from, length)));
  return found < 0 ? -1n : BigInt(charactersBefore(text, found));
}

function* lastIndexOf(text: string, part: string, from?: bigint): Steps<Value> {
  const length = codePoints(text);
  if (from !== undefined && from > BigInt(length)) return -1n;
  const end = from === undefined ? length : position(from, length);
  const found = yield* lastPositionOf(text, part, offsetOf(text, end));
  return found < 0 ? -1n : BigInt(charactersBefore(text, found));
}

function* replace(text: string, old: string, by: string, limit = -1n): Steps<Value> {
  if (limit === 0n) return text;
  const times = limit < 0n ? Infinity : Number(limit);
  const parts = old === '' ? yield* betweenAll(text, times) : yield* parted(text, old, times);
  boundText(text.length + (parts.length - 1) * by.length);
  return yield* joined(parts, by);
}

function* split(text: string, separator: string, limit = -1n): Steps<Value> {
  if (limit === 0n) return new Items([]);
  const times = limit < 0n ? Infinity : Number(limit) - 1;
  return new Items(separator === '' ? yield* characters(text, times) : yield* parted(text, separator, times));
}

/** A text without what stands between its parts; what stands there for the `times`th time and after that is left in it. */
function* parted(text: string, separator: string, times: number): Steps<string[]> {
  const parts: string[] = [];
  let start = 0;
  while (parts.length < times) {
    if (isStep(parts.length)) yield;
    const end = yield* positionOf(text, separator, start);
    if (end < 0) break;
    parts.push(text.slice(start, end));
    start = end + separator.length;
  }
  parts.push(text.slice(start));
  return parts;
}

/** The first characters of a text, each by itself, and what is left of it. */
function* characters(text: string, times: number): Steps<string[]> {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    if (isStep(parts.length)) yield;
    const end = parts.length < times ? start + widthAt(text, start) : text.length;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

/** A text parted before its first character, after each, and so many times at most. */
function* betweenAll(text: string, times: number): Steps<string[]> {
  const parts = yield* characters(text, times - 1);
  return parts.length < times ? ['', ...parts, ''] : ['', ...parts];
}

/** As many are joined at once. */
const JOINED = 4_096;

function* joined(parts: readonly string[], separator: string): Steps<string> {
  const pieces: string[] = [];
  for (let start = 0; start < parts.length; start += JOINED) {
    if (start > 0) yield;
    pieces.push(parts.slice(start, start + JOINED).join(separator));
  }
  return pieces.join(separator);
}

function* join(list: ListValue, separator = ''): Steps<Value> {
  const parts: string[] = [];
  let length = 0;
  for (let index = 0; index < list.size; index++) {
    if (isStep(index)) yield;
    const item = list.at(index);
    if (typeof item !== 'string') return textError();
    boundText((length += item.length + separator.length));
    parts.push(item);
  }
  return yield* joined(parts, separator);
}

function textError(): never {
  throw new EvaluationError('no such overload: join(list)');
}

const SPACES = new Set('\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'); // prettier-ignore
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && SPACES.has(text[start]!)) start++;
  while (end > start && SPACES.has(text[end - 1]!)) end--;
  return text.slice(start, end);
}

const QUOTED: Record<string, string> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"' }; // prettier-ignore

function* quote(text: string): Steps<Value> {
  return `"${yield* changed(text, /[\u0007-\u000d\\"]/g, (one) => QUOTED[one] ?? one)}"`;
}

/** As many characters are changed at once. */
const CHANGED = 8_192;

function* changed(text: string, pattern: RegExp, change: (one: string) => string): Steps<string> {
  if (text.length <= CHANGED) return text.replace(pattern, change);
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += CHANGED) {
    if (start > 0) yield;
    pieces.push(text.slice(start, start + CHANGED).replace(pattern, change));
  }
  return pieces.join('');
}

/** cel-go's extension of texts, as Kubernetes has it. */
export const strings: Library = {
  validate: formatProblems,
  functions: [
    method('charAt', [STRING, INT], STRING, charAt),
    method('indexOf', [STRING, STRING], INT, indexOf, byText),
    method('indexOf', [STRING, STRING, INT], INT, indexOf, byText),
    method('lastIndexOf', [STRING, STRING], INT, lastIndexOf, byText),
    method('lastIndexOf', [STRING, STRING, INT], INT, lastIndexOf, byText),
    method(
      'lowerAscii',
      [STRING],
      STRING,
      (text: string) => changed(text, /[A-Z]+/g, (one) => one.toLowerCase()),
      byText,
    ),
    method(
      'upperAscii',
      [STRING],
      STRING,
      (text: string) => changed(text, /[a-z]+/g, (one) => one.toUpperCase()),
      byText,
    ),
    method('replace', [STRING, STRING, STRING], STRING, replace, byText),
    method('replace', [STRING, STRING, STRING, INT], STRING, replace, byText),
    method('split', [STRING, STRING], listOf(STRING), split, byText),
    method('split', [STRING, STRING, INT], listOf(STRING), split, byText),
    method('substring', [STRING, INT], STRING, substring, byText),
    method('substring', [STRING, INT, INT], STRING, substring, byText),
    method('trim', [STRING], STRING, trim, byText),
    method('join', [listOf(STRING)], STRING, join, (_, result) => Math.ceil(sizeOf(result) * 0.1) + 1),
    method('join', [listOf(STRING), STRING], STRING, join, (_, result) => Math.ceil(sizeOf(result) * 0.1) + 1),
    method('format', [STRING, listOf(DYN)], STRING, format, (_, result) => Math.ceil(sizeOf(result) * 0.1) + 1),
    global('strings.quote', [STRING], STRING, quote, byText),
  ],
};
