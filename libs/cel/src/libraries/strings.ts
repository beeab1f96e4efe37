import { global, method, type Library } from '../functions/declaration';
import { byText, sizeOf } from '../functions/sizes';
import { DYN, INT, listOf, STRING } from '../types/type';
import { EvaluationError, Items, type ListValue } from '../values/value';
import { format, formatProblems } from './format';

const characters = (text: string): string[] => [...text];

function position(index: bigint, length: number, what = 'index'): number {
  if (index < 0n || index > BigInt(length)) throw new EvaluationError(`${what} out of range: ${index}`);
  return Number(index);
}

function substring(text: string, from: bigint, to?: bigint): string {
  const all = characters(text);
  const end = to === undefined ? all.length : position(to, all.length);
  const start = position(from, all.length);
  if (start > end) throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`);
  return all.slice(start, end).join('');
}

function charAt(text: string, index: bigint): string {
  const all = characters(text);
  return all[position(index, all.length)] ?? '';
}

/** In code points. */
function indexOf(text: string, part: string, from = 0n): bigint {
  const all = characters(text);
  if (from > BigInt(all.length)) return -1n;
  const start = position(from, all.length);
  const rest = all.slice(start).join('');
  const found = rest.indexOf(part);
  return found < 0 ? -1n : BigInt(start + characters(rest.slice(0, found)).length);
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const all = characters(text);
  if (from !== undefined && from > BigInt(all.length)) return -1n;
  const end = from === undefined ? all.length : position(from, all.length);
  const found = all.join('').lastIndexOf(part, characters(text).slice(0, end).join('').length);
  return found < 0 ? -1n : BigInt(characters(text.slice(0, found)).length);
}

function replace(text: string, old: string, by: string, limit = -1n): string {
  if (limit === 0n) return text;
  const parts = old === '' ? ['', ...characters(text), ''] : text.split(old);
  const count = limit < 0n ? parts.length - 1 : Math.min(Number(limit), parts.length - 1);
  bounded(text.length + count * by.length);
  return parts.slice(0, count + 1).join(by) + (count < parts.length - 1 ? old + parts.slice(count + 1).join(old) : '');
}

function split(text: string, separator: string, limit = -1n): ListValue {
  if (limit === 0n) return new Items([]);
  const parts = separator === '' ? characters(text) : text.split(separator);
  if (limit < 0n || parts.length <= Number(limit)) return new Items(parts);
  const head = parts.slice(0, Number(limit) - 1);
  return new Items([...head, parts.slice(Number(limit) - 1).join(separator)]);
}

function join(list: ListValue, separator = ''): string {
  const parts: string[] = [];
  let length = 0;
  for (const item of list) {
    if (typeof item !== 'string') return textError();
    bounded((length += item.length + separator.length));
    parts.push(item);
  }
  return parts.join(separator);
}

/** As many characters a text may come to have. */
const MAX_TEXT = 10_000_000;

function bounded(length: number): void {
  if (length > MAX_TEXT) throw new EvaluationError(`text is too long: ${length} characters`);
}

function textError(): never {
  throw new EvaluationError('no such overload: join(list)');
}

const SPACES = /^[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const trim = (text: string): string => {
  const start = SPACES.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start && SPACES.test(text[end - 1]!)) end--;
  return text.slice(start, end);
};

const QUOTED: Record<string, string> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"' }; // prettier-ignore
const quote = (text: string): string => `"${text.replace(/[\u0007-\u000d\\"]/g, (one) => QUOTED[one] ?? one)}"`;

const ascii = (text: string, pattern: RegExp, change: (one: string) => string): string => text.replace(pattern, change);

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
      (text: string) => ascii(text, /[A-Z]+/g, (one) => one.toLowerCase()),
      byText,
    ),
    method(
      'upperAscii',
      [STRING],
      STRING,
      (text: string) => ascii(text, /[a-z]+/g, (one) => one.toUpperCase()),
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
