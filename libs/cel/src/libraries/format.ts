import { isStep, isSteps, sortSteps, type Steps } from '@kubets/apimachinery';
import type { Problem } from '../functions/declaration';
import { boundText } from '../functions/sizes';
import { decimalText, textOf } from '../functions/standard';
import { walk, type Expr } from '../syntax/ast';
import { typeText, type Type } from '../types/type';
import {
  Duration, EvaluationError, isList, isMap, Opaque, Optional, Timestamp, typeNameOf, TypeValue, Uint, type ListValue,
  type MapValue, type Value,
} from '../values/value'; // prettier-ignore

interface Clause {
  kind: string;
  precision: number;
}

const MAX_PRECISION = 1000;
const CLAUSE = /%(?:\.(\d+))?([^]?)/y;

/** The texts and clauses of a pattern. `given` tells whether there is an argument. @throws EvaluationError. */
function* partsOf(pattern: string, given: number): Generator<string | Clause> {
  let index = 0;
  for (let at = 0; at < pattern.length;) {
    const next = pattern.indexOf('%', at);
    if (next !== at) {
      yield pattern.slice(at, next < 0 ? undefined : next);
      if (next < 0) return;
    }
    if (pattern[next + 1] === '%') {
      yield '%';
      at = next + 2;
      continue;
    }
    if (index >= given) throw new EvaluationError(`index ${index} out of range`);
    CLAUSE.lastIndex = next;
    const [all, digits, kind] = CLAUSE.exec(pattern)! as unknown as [string, string | undefined, string];
    if (kind === '') throw new EvaluationError('unexpected end of string');
    if (!Object.hasOwn(CLAUSES, kind))
      throw new EvaluationError(
        `could not parse formatting clause: unrecognized formatting clause ${JSON.stringify(kind)}`,
      );
    const precision = Number(digits ?? 6);
    if (precision > MAX_PRECISION) throw new EvaluationError(`precision ${digits} exceeds ${MAX_PRECISION}`);
    yield { kind, precision };
    index++;
    at = next + all.length;
  }
}

interface Form {
  /** Names of types that it takes; without them, all that are not a library's own. */
  takes?: readonly string[];
  /** Begins the message for others. */
  problem: string;
  write(value: Value, precision: number): string | Steps<string>;
}

const OWN = [
  'int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type', 'google.protobuf.Timestamp',
  'google.protobuf.Duration',
]; // prettier-ignore
const NAMES_OF_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

const integer = (value: Value): bigint => (value instanceof Uint ? value.value : (value as bigint));
const hex = (value: Value): string =>
  typeof value === 'string' || value instanceof Uint8Array
    ? Buffer.from(value as string).toString('hex')
    : integer(value).toString(16);

const CLAUSES: Record<string, Form> = {
  s: {
    takes: OWN,
    problem:
      'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    write: (value) => shown(value),
  },
  d: {
    takes: ['int', 'uint'],
    problem: 'decimal clause can only be used on integers',
    write: (value) => String(integer(value)),
  },
  f: {
    takes: ['double', 'string'],
    problem: 'fixed-point clause can only be used on doubles',
    write: (value, precision) => grouped(decimalText(Number(value as number), precision)),
  },
  e: {
    takes: ['double', 'string'],
    problem: 'scientific clause can only be used on doubles',
    write: (value, width) => scientific(Number(value as number)).padStart(width),
  },
  b: {
    takes: ['int', 'uint', 'bool'],
    problem: 'only integers and bools can be formatted as binary',
    write: (value) => (typeof value === 'boolean' ? String(Number(value)) : integer(value).toString(2)),
  },
  o: {
    takes: ['int', 'uint'],
    problem: 'octal clause can only be used on integers',
    write: (value) => integer(value).toString(8),
  },
  x: {
    takes: ['int', 'uint', 'string', 'bytes'],
    problem: 'only integers, byte buffers, and strings can be formatted as hex',
    write: hex,
  },
  X: {
    takes: ['int', 'uint', 'string', 'bytes'],
    problem: 'only integers, byte buffers, and strings can be formatted as hex',
    write: (value) => hex(value).toUpperCase(),
  },
};

/** As English writes numbers: `1,234.5`, and `∞`. */
function grouped(text: string): string {
  if (text.endsWith('Inf')) return text.replace(/^\+/, '').replace('Inf', '∞');
  const [whole = '', fraction] = text.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const digits = whole.slice(sign.length);
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  const parted = sign + groups.join(',');
  return fraction === undefined ? parted : `${parted}.${fraction}`;
}

/** As many lists, maps and plain values one text shows: they may hold one another many times. */
const MAX_SHOWN = 100_000;
/** And so many characters for each. */
const SHOWN_CHARACTERS = 100;

const RAISED = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];

/** `1.052033×10⁰³`: always six digits, a precision is taken for a width. */
function scientific(value: number): string {
  if (!Number.isFinite(value)) return grouped(decimalText(value, 0));
  const [mantissa = '', sign = '', exponent = ''] = value.toExponential(6).split(/e([+-])/);
  const raised = exponent.padStart(2, '0').replace(/\d/g, (digit) => RAISED[Number(digit)]!);
  return `${mantissa}×10${sign === '-' ? '⁻' : ''}${raised}`;
}

interface Work {
  /** As many values may be shown yet. */
  left: number;
}

/** A value as `%s` writes it: a list or map in steps. */
function shown(value: Value, work: Work = { left: MAX_SHOWN }): string | Steps<string> {
  if (work.left-- === 0) throw failed('value is too large');
  if (value === null) return 'null';
  if (value instanceof TypeValue) return value.name;
  if (isList(value)) return listText(value, work);
  return isMap(value) ? mapText(value, work) : textOf(value);
}

function* listText(list: ListValue, work: Work): Steps<string> {
  const texts: string[] = [];
  for (let index = 0; index < list.size; index++) {
    if (isStep(index)) yield;
    const text = inner(list.at(index), work);
    texts.push(isSteps(text) ? yield* text : text);
  }
  return `[${texts.join(', ')}]`;
}

function* mapText(map: MapValue, work: Work): Steps<string> {
  const entries: [string, string][] = [];
  for (const key of map.keys()) {
    if (isStep(entries.length)) yield;
    const text = inner(map.get(key)!, work);
    entries.push([keyText(key), isSteps(text) ? yield* text : text]);
  }
  const sorted = yield* sortSteps(entries, ([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map((entry) => entry.join(':')).join(', ')}}`;
}

function keyText(key: Value): string {
  if (typeof key !== 'number' && typeof key !== 'object') return plainText(key);
  if (key instanceof Uint) return String(key.value);
  throw failed(`no formatting function for map key of type ${typeNameOf(key)}`);
}

/** And within a list or map: as it would be written in an expression. */
function inner(value: Value, work: Work): string | Steps<string> {
  if (value === null || isList(value) || isMap(value) || value instanceof TypeValue) return shown(value, work);
  if (work.left-- === 0) throw failed('value is too large');
  const text = plainText(value);
  work.left -= text.length / SHOWN_CHARACTERS;
  if (work.left < 0) throw failed('value is too large');
  return text;
}

function plainText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? decimalText(value, 6) : `"${textOf(value)}"`;
  if (value instanceof Uint8Array) return `b${JSON.stringify(textOf(value))}`;
  if (value instanceof Timestamp) return `timestamp("${textOf(value)}")`;
  if (value instanceof Duration) return `duration("${textOf(value)}")`;
  if (value instanceof Opaque || value instanceof Optional)
    throw failed(`no formatting function for ${typeNameOf(value)}`);
  return textOf(value);
}

const failed = (problem: string): EvaluationError => new EvaluationError(`error during formatting: ${problem}`);

/** Puts values in for the clauses of a pattern: cel-go's `format`, with its English; in steps. @throws EvaluationError. */
export function* format(pattern: string, args: ListValue): Steps<Value> {
  let next = 0;
  let text = '';
  for (const part of partsOf(pattern, args.size)) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = args.at(next++);
    const { takes, problem, write } = CLAUSES[part.kind]!;
    const isTaken =
      (!takes || takes.includes(typeNameOf(value))) &&
      (typeof value !== 'string' || !'fe'.includes(part.kind) || NAMES_OF_NUMBERS.includes(value));
    if (!isTaken) throw failed(`${problem}, was given ${typeNameOf(value)}`);
    if (isStep(next)) yield;
    const written = write(value, part.precision);
    text += isSteps(written) ? yield* written : written;
    boundText(text.length);
  }
  return text;
}

/** What is wrong with patterns whose arguments are written beside them. */
export function formatProblems(expr: Expr, types: ReadonlyMap<Expr, Type>): Problem[] {
  return walk(expr).flatMap((call) => {
    if (call.kind !== 'call' || call.name !== 'format' || call.target?.kind !== 'literal') return [];
    const { literal } = call.target;
    const [list] = call.args;
    if (literal.type !== 'string' || list?.kind !== 'list') return [];
    return problemsOf(
      literal.value,
      list.items.map(({ value }) => value),
      types,
      call.at,
    );
  });
}

function problemsOf(pattern: string, args: Expr[], types: ReadonlyMap<Expr, Type>, at: number): Problem[] {
  let next = 0;
  try {
    for (const part of partsOf(pattern, args.length)) {
      if (typeof part === 'string') continue;
      const arg = args[next++]!;
      const { takes, problem } = CLAUSES[part.kind]!;
      const type = types.get(arg);
      if (!type || type.kind === 'dyn' || !takes || takes.includes(baseName(type))) continue;
      return [{ message: failed(`${problem}, was given ${baseName(type)}`).message, at: arg.at }];
    }
  } catch (error) {
    if (error instanceof EvaluationError) return [{ message: error.message, at }];
    throw error;
  }
  if (next === args.length) return [];
  const message = `too many arguments supplied to string.format (expected ${next}, got ${args.length})`;
  return [{ message, at }];
}

/** Without what it is of: `list`, `optional_type`. */
const baseName = (type: Type): string =>
  type.kind === 'list' || type.kind === 'map' || type.kind === 'type'
    ? type.kind
    : type.kind === 'opaque'
      ? type.name
      : typeText(type);
