import type { Steps } from '@kubets/apimachinery';
import { typeText, type ItemKeys, type Type } from '../types/type';

/**
 * A value of CEL. int is a bigint, double a number; a list is an array or, over JSON, a {@link JsonList}; what a library brings
 * along is an {@link Opaque}.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint
  | Uint8Array
  | ListValue
  | MapValue
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | Opaque;

export class Uint {
  constructor(readonly value: bigint) {}
}

/** Seconds since the epoch, and nanoseconds. */
export class Timestamp {
  constructor(
    readonly seconds: bigint,
    readonly nanos: number,
  ) {}
}

/** In nanoseconds. */
export class Duration {
  constructor(readonly nanos: bigint) {}
}

export class TypeValue {
  constructor(readonly name: string) {}
}

export class Optional {
  static readonly none = new Optional(undefined);
  private constructor(readonly value: Value | undefined) {}
  static of(value: Value): Optional {
    return new Optional(value);
  }
}

/** A value of a library's own type. */
export abstract class Opaque {
  abstract readonly typeName: string;
  abstract equals(other: Opaque): boolean;
}

export interface ListValue {
  readonly isList: true;
  readonly size: number;
  /** Where the order of its items says nothing: what they are found by. */
  readonly keyedBy?: ItemKeys | undefined;
  at(index: number): Value;
  [Symbol.iterator](): Iterator<Value>;
}

export interface MapValue {
  readonly isMap: true;
  readonly size: number;
  /** Undefined for a key that is not there. */
  get(key: Value): Value | undefined;
  /** As `get`, of a value that may take long to make; undefined, too, for what `get` has at once. */
  inSteps?(key: Value): Steps<Value> | undefined;
  keys(): Iterable<Value>;
}

export const isList = (value: unknown): value is ListValue =>
  typeof value === 'object' && value !== null && (value as ListValue).isList === true;
export const isMap = (value: unknown): value is MapValue =>
  typeof value === 'object' && value !== null && (value as MapValue).isMap === true;

export class Items implements ListValue {
  readonly isList = true;
  constructor(
    private readonly items: readonly Value[],
    readonly keyedBy?: ItemKeys,
  ) {}
  get size(): number {
    return this.items.length;
  }
  at(index: number): Value {
    return this.items[index]!;
  }
  [Symbol.iterator](): Iterator<Value> {
    return this.items[Symbol.iterator]();
  }
}

/** Keys that are equal whatever kind of number they are have one id. */
export function keyId(key: Value): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (key instanceof Uint) return `n${key.value}`;
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
  return typeof key === 'bigint' ? `n${key}` : `?`;
}

export class Entries implements MapValue {
  readonly isMap = true;
  private readonly entries = new Map<string, { key: Value; value: Value }>();
  constructor(entries: Iterable<[Value, Value]> = []) {
    for (const [key, value] of entries) this.add(key, value);
  }
  /** While it is made. */
  add(key: Value, value: Value): void {
    this.entries.set(keyId(key), { key, value });
  }
  get size(): number {
    return this.entries.size;
  }
  get(key: Value): Value | undefined {
    return this.entries.get(keyId(key))?.value;
  }
  *keys(): Iterable<Value> {
    for (const { key } of this.entries.values()) yield key;
  }
}

/** What a literal of a named type makes: `Object.spec{replicas: 3}`. */
export class Struct extends Entries {
  constructor(
    readonly typeName: string,
    entries: Iterable<[Value, Value]>,
  ) {
    super(entries);
  }
}

/** The name of a value's type, as `type()` answers it. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    default:
      break;
  }
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof Opaque || value instanceof Struct) return value.typeName;
  return isList(value) ? 'list' : 'map';
}

/** Whether a value may be given where a type is asked for. */
export function hasType(value: Value, type: Type): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'parameter':
      return true;
    case 'list':
      return isList(value);
    case 'map':
    case 'object':
      return isMap(value);
    case 'type':
      return value instanceof TypeValue;
    case 'opaque':
      return typeNameOf(value) === type.name;
    default:
      return typeNameOf(value) === typeText(type);
  }
}

/** What an expression that goes wrong answers. */
export class EvaluationError extends Error {}

export const noOverload = (): EvaluationError => new EvaluationError('no such overload');
