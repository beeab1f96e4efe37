import { isJsonObject, member } from '@kubets/apimachinery';

/**
 * Kubernetes' JSONPath, as far as columns and selectable fields have use for it: fields, items, slices, unions, wildcards,
 * `..` and filters such as `[?(@.type=="Ready")]`. Answers all that is found; nothing for what is missing or does not fit.
 * @see https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
export type JsonPath = (value: unknown) => unknown[];

type Walk = (values: unknown[], work: Work) => unknown[];

/** As many values may be looked at yet. */
interface Work {
  left: number;
}

/** The path is right, but leads nowhere in this value. */
class NotThere extends Error {}

/** As many values are looked at; what is beyond is as good as missing. */
const MAX_VISITED = 100_000;
const MAX_LENGTH = 4_096;

/** `most`: as many values are looked at. @throws Error for what is no path. */
export function parseJsonPath(text: string, most = MAX_VISITED): JsonPath {
  if (text.length > MAX_LENGTH) throw new Error(`longer than ${MAX_LENGTH} characters`);
  const walk = new Parser(text).parse();
  return (value) => {
    try {
      return walk([value], { left: most });
    } catch (error) {
      if (error instanceof NotThere) return [];
      throw error;
    }
  };
}

const FIELD_END = new Set(['.', '[', ' ', ',', ')', '"', "'", '@', '$', '{', '}', '|', '\r', '\n']);
const FILTER = /^([^!<>=]+)([!<>=]+)([^!<>=].*)$/s;

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): Walk {
    const steps: Walk[] = [];
    while (this.at < this.text.length) {
      const step = this.step();
      if (step) steps.push(step);
    }
    return (values, work) => steps.reduce((found, step) => counted(step(found, work), work), values);
  }

  private step(): Walk | undefined {
    const { text, at } = this;
    if (text.startsWith('[?(', at)) return this.filter();
    if (text.startsWith('..', at)) {
      this.at += 2;
      const next = text[this.at];
      const field = next !== undefined && /\w/.test(next) ? this.field() : undefined;
      return (values, work) => field?.(recursive(values, work), work) ?? recursive(values, work);
    }
    const character = text[this.at++]!;
    if (character === '.') return this.field();
    if (character === '[') return this.subscript();
    if (character === ' ' || character === '@' || character === '$') return undefined;
    if (character === '"' || character === "'") return this.quoted(character);
    this.at--;
    return this.literal();
  }

  private field(): Walk {
    let name = '';
    for (; this.at < this.text.length && !FIELD_END.has(this.text[this.at]!); this.at++) {
      if (this.text[this.at] === '\\') this.at++;
      name += this.text[this.at] ?? '';
    }
    if (name === '*') return (values, work) => flatMapped(values, childrenOf, work);
    return (values) =>
      values.flatMap((value) => {
        const found = isJsonObject(value) && name !== '' ? member(value, name) : name === '' ? value : undefined;
        return found === undefined ? [] : [found];
      });
  }

  private quoted(quote: string): Walk {
    const end = this.text.indexOf(quote, this.at);
    if (end < 0) throw new Error('unterminated quoted string');
    const value = this.text.slice(this.at, end);
    this.at = end + 1;
    return () => [value];
  }

  private literal(): Walk {
    const word = /^[^\s.[\],(){}"'@$|]+(?:\.\d+)?/.exec(this.text.slice(this.at))?.[0];
    if (!word) throw new Error(`unrecognized character in action: ${this.text[this.at]}`);
    this.at += word.length;
    const value = word === 'true' || (word !== 'false' && Number(word));
    if (Number.isNaN(value)) throw new Error(`unrecognized identifier ${word}`);
    return (values) => values.map(() => value);
  }

  private subscript(): Walk {
    const end = this.text.indexOf(']', this.at);
    if (end < 0) throw new Error('unterminated array');
    const inside = this.text.slice(this.at, end);
    this.at = end + 1;
    const parts = inside.split(',').map((part) => subscriptOf(part.trim()));
    return parts.length === 1
      ? parts[0]!
      : (values, work) => parts.flatMap((part) => counted(part(values, work), work));
  }

  private filter(): Walk {
    const end = filterEnd(this.text, this.at + 3);
    const inside = this.text.slice(this.at + 3, end);
    this.at = end + 2;
    const [, left, operator = 'exists', right] = FILTER.exec(inside) ?? [];
    const of = new Parser((left ?? inside).trim()).parse();
    const to = right === undefined ? undefined : new Parser(right.trim()).parse();
    return (values, work) =>
      values.flatMap((value) => {
        if (!Array.isArray(value)) throw new NotThere();
        return counted(value as unknown[], work).filter((item) => {
          const found = of([item], work);
          return to ? compare(found, operator, to([item], work)) : found.length > 0;
        });
      });
  }
}

function filterEnd(text: string, from: number): number {
  let quote: string | undefined;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (quote) {
      if (character === quote && text[at - 1] !== '\\') quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ')') {
      if (text[at + 1] !== ']') throw new Error('unclosed array expect ]');
      return at;
    }
  }
  throw new Error('unterminated filter');
}

const SLICE = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/;

function subscriptOf(text: string): Walk {
  const name = /^'([^']*)'$/.exec(text)?.[1];
  if (name !== undefined) return new Parser(`.${name}`).parse();
  const parts = SLICE.exec(text === '*' ? ':' : text);
  if (!parts) throw new Error(`invalid array index ${text}`);
  const [, first = '', last, step = ''] = parts;
  return (values, work) =>
    values.flatMap((value) => {
      if (!Array.isArray(value)) throw new NotThere();
      const { length } = value;
      let from = first === '' ? 0 : Number(first);
      let to = last === undefined ? from + 1 : last === '' ? length : Number(last);
      if (to < 0 || (to === 0 && last === undefined)) to += length;
      if (from < 0) from += length;
      if (from === to) return [];
      if (from < 0 || from >= length || to > length || to < from) throw new NotThere();
      const every = step === '' ? 1 : Number(step);
      if (every <= 0) throw new NotThere();
      return counted((value as unknown[]).slice(from, to), work).filter((_, index) => index % every === 0);
    });
}

function childrenOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return isJsonObject(value) ? Object.values(value) : [];
}

/** What has been found, noted as work. @throws NotThere when it was too much: so it may be doubled at every step of a path. */
function counted(values: unknown[], work: Work): unknown[] {
  work.left -= values.length;
  if (work.left < 0) throw new NotThere();
  return values;
}

function flatMapped(values: unknown[], map: (value: unknown) => unknown[], work: Work): unknown[] {
  const found: unknown[] = [];
  for (const value of values) for (const one of counted(map(value), work)) found.push(one);
  return found;
}

/** Everything that has something in it, all the way down. */
function recursive(values: unknown[], work: Work): unknown[] {
  const found: unknown[] = [];
  const waiting = [...values].reverse();
  while (waiting.length > 0) {
    if (work.left-- <= 0) throw new NotThere();
    const value = waiting.pop();
    const children = childrenOf(value);
    if (children.length === 0) continue;
    found.push(value);
    for (let index = children.length; index > 0; index--) waiting.push(children[index - 1]);
  }
  return found;
}

function compare(left: unknown[], operator: string, right: unknown[]): boolean {
  if (left.length === 0 || right.length === 0) return false;
  if (left.length > 1 || right.length > 1) throw new NotThere();
  const [a, b] = [left[0], right[0]] as [string | number, string | number];
  if (typeof a !== typeof b || (typeof a === 'object' && a !== null)) throw new NotThere();
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      throw new NotThere();
  }
}
