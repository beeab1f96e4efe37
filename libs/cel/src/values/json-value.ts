import { createKeysOf, type KeysOf } from '@kubets/apimachinery';
import { DYN, type ItemKeys, type ObjectType, type Type } from '../types/type';
import { parseDuration, parseTimestamp } from './time';
import { EvaluationError, type ListValue, type MapValue, type Value } from './value';

type JsonObject = Record<string, unknown>;

/**
 * JSON as a value of a type, made piece by piece as it is asked for. Numbers of no known type are int where they are whole.
 * `keysOf` may be shared by all that look at the same JSON while nobody changes it.
 */
export function fromJson(json: unknown, type: Type = DYN, keysOf: KeysOf = createKeysOf()): Value {
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
  if (Array.isArray(json)) return new JsonList(json as unknown[], type, keysOf);
  return type.kind === 'object'
    ? new JsonStruct(json as JsonObject, type, keysOf)
    : new JsonMap(json as JsonObject, type.kind === 'map' ? type.value : DYN, keysOf);
}

function fromText(text: string, { kind }: Type): Value {
  try {
    if (kind === 'timestamp') return parseTimestamp(text.length === DATE_LENGTH ? `${text}T00:00:00Z` : text);
    if (kind === 'duration') return parseDuration(text);
  } catch {
    throw new EvaluationError(`invalid ${kind} ${text}`);
  }
  return kind === 'bytes' ? bytesOf(text) : text;
}

/** Of long texts the last one is remembered: a loop asks for the same again and again. */
const LONG = 1_024;
let last = { text: '', bytes: Buffer.alloc(0) };

function bytesOf(text: string): Buffer {
  if (text.length <= LONG) return Buffer.from(text, 'base64');
  if (text !== last.text) last = { text, bytes: Buffer.from(text, 'base64') };
  return last.bytes;
}

const DATE_LENGTH = 'YYYY-MM-DD'.length;

class JsonList implements ListValue {
  readonly isList = true;
  readonly keyedBy: ItemKeys | undefined;
  private readonly type: Type;
  constructor(
    private readonly items: readonly unknown[],
    listType: Type,
    private readonly keysOf: KeysOf,
  ) {
    this.type = listType.kind === 'list' ? listType.item : DYN;
    this.keyedBy = listType.kind === 'list' ? listType.keyedBy : undefined;
  }
  get size(): number {
    return this.items.length;
  }
  at(index: number): Value {
    return fromJson(this.items[index], this.type, this.keysOf);
  }
  *[Symbol.iterator](): Iterator<Value> {
    for (const item of this.items) yield fromJson(item, this.type, this.keysOf);
  }
}

class JsonMap implements MapValue {
  readonly isMap = true;
  constructor(
    private readonly object: JsonObject,
    private readonly type: Type,
    private readonly keysOf: KeysOf,
  ) {}
  get size(): number {
    return this.keysOf(this.object).length;
  }
  get(key: Value): Value | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.object, key)) return undefined;
    return fromJson(this.object[key], this.type, this.keysOf);
  }
  keys(): Iterable<Value> {
    return this.keysOf(this.object);
  }
}

/** An object whose fields may be called otherwise than its members. A null is as good as no member, as in Kubernetes. */
class JsonStruct implements MapValue {
  readonly isMap = true;
  constructor(
    private readonly object: JsonObject,
    private readonly type: ObjectType,
    private readonly keysOf: KeysOf,
  ) {}
  get size(): number {
    return [...this.keys()].length;
  }
  get(key: Value): Value | undefined {
    const field = typeof key === 'string' ? this.type.fields.get(key) : undefined;
    if (!field) return undefined;
    const member = field.member ?? (key as string);
    return this.has(member) ? fromJson(this.object[member], field.type, this.keysOf) : undefined;
  }
  *keys(): Iterable<Value> {
    for (const [name, { member = name }] of this.type.fields) if (this.has(member)) yield name;
  }
  private has(member: string): boolean {
    return Object.hasOwn(this.object, member) && this.object[member] !== null;
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
