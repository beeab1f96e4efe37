import { DYN, type ObjectType, type Type } from '../types/type';
import { parseDuration, parseTimestamp } from './time';
import { EvaluationError, type ListValue, type MapValue, type Value } from './value';

type JsonObject = Record<string, unknown>;

/** JSON as a value of a type, made piece by piece as it is asked for. Numbers of no known type are int where they are whole. */
export function fromJson(json: unknown, type: Type = DYN): Value {
  if (json === null || json === undefined) return null;
  switch (typeof json) {
    case 'boolean':
      return json;
    case 'bigint':
      return type.kind === 'double' ? Number(json) : json;
    case 'number':
      return type.kind !== 'double' && Number.isInteger(json) ? BigInt(json) : json;
    case 'string':
      return fromText(json, type);
    default:
      break;
  }
  if (Array.isArray(json)) return new JsonList(json as unknown[], type.kind === 'list' ? type.item : DYN);
  return type.kind === 'object'
    ? new JsonStruct(json as JsonObject, type)
    : new JsonMap(json as JsonObject, type.kind === 'map' ? type.value : DYN);
}

function fromText(text: string, { kind }: Type): Value {
  try {
    if (kind === 'timestamp') return parseTimestamp(text.length === DATE_LENGTH ? `${text}T00:00:00Z` : text);
    if (kind === 'duration') return parseDuration(text);
  } catch {
    throw new EvaluationError(`invalid ${kind} ${text}`);
  }
  return kind === 'bytes' ? Buffer.from(text, 'base64') : text;
}

const DATE_LENGTH = 'YYYY-MM-DD'.length;

class JsonList implements ListValue {
  readonly isList = true;
  constructor(
    private readonly items: readonly unknown[],
    private readonly type: Type,
  ) {}
  get size(): number {
    return this.items.length;
  }
  at(index: number): Value {
    return fromJson(this.items[index], this.type);
  }
  *[Symbol.iterator](): Iterator<Value> {
    for (const item of this.items) yield fromJson(item, this.type);
  }
}

class JsonMap implements MapValue {
  readonly isMap = true;
  constructor(
    private readonly object: JsonObject,
    private readonly type: Type,
  ) {}
  get size(): number {
    return Object.keys(this.object).length;
  }
  get(key: Value): Value | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.object, key)) return undefined;
    return fromJson(this.object[key], this.type);
  }
  keys(): Iterable<Value> {
    return Object.keys(this.object);
  }
}

/** An object whose fields may be called otherwise than its members. */
class JsonStruct implements MapValue {
  readonly isMap = true;
  constructor(
    private readonly object: JsonObject,
    private readonly type: ObjectType,
  ) {}
  get size(): number {
    return [...this.keys()].length;
  }
  get(key: Value): Value | undefined {
    const field = typeof key === 'string' ? this.type.fields.get(key) : undefined;
    if (!field) return undefined;
    const member = field.member ?? (key as string);
    return Object.hasOwn(this.object, member) ? fromJson(this.object[member], field.type) : undefined;
  }
  *keys(): Iterable<Value> {
    for (const [name, { member = name }] of this.type.fields) if (Object.hasOwn(this.object, member)) yield name;
  }
}

/** As many values one JSON holds. */
const MAX_WRITTEN = 1_000_000;

/** A value as JSON, where it has one. @throws EvaluationError for what has none. */
export function toJson(value: Value, work = { left: MAX_WRITTEN }): unknown {
  if (work.left-- === 0) throw new EvaluationError('value is too large');
  if (value === null || typeof value !== 'object')
    return typeof value === 'bigint' && isSafe(value) ? Number(value) : value;
  if ('isList' in value) return [...value].map((item) => toJson(item, work));
  if ('isMap' in value)
    return Object.fromEntries([...value.keys()].map((key) => [String(key), toJson(value.get(key)!, work)]));
  throw new EvaluationError('value has no JSON');
}

const isSafe = (value: bigint): boolean =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER);
