import type { FieldSchema, FieldType, MessageSchema } from '@kubets/proto-gen/schema';
import { parseExactJson } from '../json/exact-json';
import { isJsonObject, member as ownMember, setMember, type JsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { shortName } from './go-type';
import { typeMismatch } from './scalar';
import { goPath, indexedPath, type Trail } from './trail';

export interface TypedText {
  value: unknown;
  /** `duplicate field "spec.replicas"`, `unknown field "spec.foo"`, in the text's order; the first hundred. */
  problems: string[];
}

/** As many as Kubernetes' decoder tells of. */
const MAX_PROBLEMS = 100;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const SCALAR = /[^,\]}\s]+/y;
const NUMBER = /^[-\d]/;

const INTEGERS: ReadonlySet<string> = new Set<FieldType>(['int32', 'int64', 'int-or-string']);

/** What the members of an object, or the elements of a list, are: as a type has them, or of free form. */
type Container = { message: MessageSchema } | { items: FieldSchema } | 'free';

/** Where a value stands: in which struct of Go, and what it is there; of free form without a field. */
interface Place {
  field: FieldSchema | undefined;
  struct: string;
  trail: Trail | undefined;
}

/** One of a list's or map's own. */
const itemOf = (field: FieldSchema): FieldSchema => {
  const { repeated: _repeated, map: _map, ...item } = field;
  return item;
};

/**
 * Reads a text the way that Go reads it into an object of the type, where that shows: in keys that stand twice and in how
 * numbers are written. The second of two structs or maps is laid over the first, of two lists each element over the one at
 * its place; all else counts as it was said last. A quantity is the text of its number. Linear in the text, which has to
 * be valid JSON.
 * @throws DecodeError for an integer that is written as a fraction or with an exponent, whatever its value.
 */
export function* readTyped(text: string, message: MessageSchema): Steps<TypedText> {
  const problems: string[] = [];
  let position = 0;

  const note = (problem: 'duplicate' | 'unknown', trail: Trail | undefined, key: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(`${problem} field "${indexedPath(trail, key)}"`);
  };

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
  function* valueOf(place: Place, before: unknown): Steps<unknown> {
    const { field, trail } = place;
    const first = peek();
    if (first === '{') return yield* object(membersOf(field), before, trail);
    if (first === '[') return yield* list(field?.repeated ? { items: itemOf(field) } : 'free', before, place);
    if (first === '"') return JSON.parse(take(STRING)) as unknown;
    const scalar = take(SCALAR);
    if (field && !field.repeated && !field.map) {
      if (scalar === 'null' && before !== undefined) return before;
      if (NUMBER.test(scalar)) return numberOf(scalar, { ...place, field });
    }
    return parseExactJson(scalar);
  }

  function numberOf(number: string, { field, struct, trail }: Place & { field: FieldSchema }): unknown {
    if (field.type === 'quantity') return number;
    if (!INTEGERS.has(field.type) || /^-?\d+$/.test(number)) return parseExactJson(number);
    throw typeMismatch(Number(number), field, {
      struct,
      path: trail ? goPath(trail) : '',
      text: number,
    });
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
      if (!isFree && !field) note('unknown', trail, key);
      else if (field && seen.has(key)) note('duplicate', trail, key);
      seen.add(key);
      peek();
      position++;
      // An entry of a map is made anew.
      const earlier = !isFree && 'message' in container ? ownMember(result, key) : undefined;
      const struct = !isFree && 'message' in container ? shortName(container.message.name) : '';
      setMember(
        result,
        key,
        yield* valueOf({ field, struct, trail: { parent: trail, name: key, goPath: field?.goPath } }, earlier),
      );
    }
    return result;
  }

  function* list(container: Container, before: unknown, { struct, trail }: Place): Steps<unknown[]> {
    const items = container !== 'free' && 'items' in container ? container.items : undefined;
    const earlier: unknown[] = items && Array.isArray(before) ? (before as unknown[]) : [];
    const result: unknown[] = [];
    position++;
    for (let index = 0; goesOn(']'); index++) {
      if (isStep(index)) yield;
      result.push(yield* valueOf({ field: items, struct, trail: trail && { ...trail, index } }, earlier[index]));
    }
    return result;
  }

  const root: FieldSchema = { number: 0, type: 'message', schema: message };
  const value = yield* valueOf({ field: root, struct: '', trail: undefined }, undefined);
  return { value, problems };
}

const fieldOf = ({ fields }: MessageSchema, key: string): FieldSchema | undefined =>
  ownMember(fields, key) as FieldSchema | undefined;
