import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { parseExactJson } from '../json/exact-json';
import { isJsonObject, member as ownMember, setMember, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { indexedPath, type Trail } from './trail';

export interface LaidOver {
  value: unknown;
  /** `spec.ports[0].name`, of the first hundred. */
  duplicates: string[];
}

/** As many as Kubernetes' decoder tells of. */
const MAX_DUPLICATES = 100;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const SCALAR = /[^,\]}\s]+/y;

/** What the members of an object, or the elements of a list, are: as a type has them, or of free form. */
type Container = { message: MessageSchema } | { items: FieldSchema } | 'free';

/** One of a list's or map's own. */
const itemOf = (field: FieldSchema): FieldSchema => {
  const { repeated: _repeated, map: _map, ...item } = field;
  return item;
};

/**
 * Reads a text again in which keys stand twice, the way that Go reads it into an object of the type: the second of two structs
 * or maps is laid over the first, of two lists each element over the one at its place; all else counts as it was said
 * last. Linear in the text, which has to be valid JSON.
 */
export function* layOver(text: string, message: MessageSchema): Steps<LaidOver> {
  const duplicates: string[] = [];
  let position = 0;

  const take = (pattern: RegExp): string => {
    pattern.lastIndex = position;
    const match = pattern.exec(text)![0];
    position += match.length;
    return match;
  };
  /** The next character that is no space. */
  const peek = (): string => {
    take(SPACE);
    return text[position]!;
  };
  /** Whether the container goes on, behind its opening, or its last member, and the comma. */
  const goesOn = (end: string): boolean => {
    const next = peek();
    if (next === ',' || next === end) position++;
    return next !== end;
  };

  /** Reads the value of a field, or of what is of free form, over what was there before. */
  function* valueOf(field: FieldSchema | undefined, before: unknown, trail: Trail | undefined): Steps<unknown> {
    const first = peek();
    if (first === '{') return yield* object(membersOf(field), before, trail);
    if (first === '[') return yield* list(field?.repeated ? { items: itemOf(field) } : 'free', before, trail);
    const scalar = first === '"' ? (JSON.parse(take(STRING)) as unknown) : parseExactJson(take(SCALAR));
    const isEmptied = field === undefined || field.repeated || field.map;
    return scalar === null && !isEmptied && before !== undefined ? before : scalar;
  }

  function membersOf(field: FieldSchema | undefined): Container {
    if (!field || field.repeated) return 'free';
    if (field.map) return { items: itemOf(field) };
    return field.schema ? { message: field.schema } : 'free';
  }

  function* object(container: Container, before: unknown, trail: Trail | undefined): Steps<JsonObject> {
    const isFree = container === 'free';
    const result = !isFree && isJsonObject(before) ? before : {};
    const seen = new Set<string>();
    position++;
    for (let index = 0; goesOn('}'); index++) {
      if (isStep(index)) yield;
      peek();
      const key = JSON.parse(take(STRING)) as string;
      const field = isFree ? undefined : 'items' in container ? container.items : fieldOf(container.message, key);
      if (field && seen.has(key) && duplicates.length < MAX_DUPLICATES) duplicates.push(indexedPath(trail, key));
      seen.add(key);
      peek();
      position++;
      // An entry of a map is made anew.
      const earlier = !isFree && 'message' in container ? ownMember(result, key) : undefined;
      setMember(result, key, yield* valueOf(field, earlier, { parent: trail, name: key }));
    }
    return result;
  }

  function* list(container: Container, before: unknown, trail: Trail | undefined): Steps<unknown[]> {
    const items = container !== 'free' && 'items' in container ? container.items : undefined;
    const earlier: unknown[] = items && Array.isArray(before) ? (before as unknown[]) : [];
    const result: unknown[] = [];
    position++;
    for (let index = 0; goesOn(']'); index++) {
      if (isStep(index)) yield;
      result.push(yield* valueOf(items, earlier[index], trail && { ...trail, index }));
    }
    return result;
  }

  const value = yield* valueOf({ number: 0, type: 'message', schema: message }, undefined, undefined);
  return { value, duplicates };
}

const fieldOf = ({ fields }: MessageSchema, key: string): FieldSchema | undefined =>
  ownMember(fields, key) as FieldSchema | undefined;
