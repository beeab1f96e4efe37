import { schema, type FieldSchema } from '@kubets/proto-gen/schema';

export type Json = Record<string, unknown>;

/** One field of a kind, and the way to it. */
export interface FieldPlace {
  path: readonly { name: string; field: FieldSchema }[];
  /** The message and the field: the same wherever it is reached, so that it is tried once. */
  identity: string;
  field: FieldSchema;
}

/** Every field below a message, each message once along a path. */
export function fieldPlaces(
  message: string,
  path: FieldPlace['path'] = [],
  above: ReadonlySet<string> = new Set(),
): FieldPlace[] {
  if (above.has(message)) return [];
  const inside = new Set([...above, message]);
  return Object.entries(schema.message(message)!.fields).flatMap(([name, field]) => {
    const here = [...path, { name, field }];
    const own = { path: here, identity: `${message}.${name}`, field };
    return field.message ? [own, ...fieldPlaces(field.message, here, inside)] : [own];
  });
}

/** A value like those that users write; `index` tells one from another. */
function scalar(name: string, field: FieldSchema, index: number): unknown {
  switch (field.type) {
    case 'bool':
      return true;
    case 'int32':
    case 'int64':
    case 'int-or-string':
      return 1 + (index % 65_535);
    case 'double':
      return 1;
    case 'quantity':
      return `${1 + index}`;
    case 'time':
      return '2026-01-01T00:00:00Z';
    case 'microtime':
      return '2026-01-01T00:00:00.000000Z';
    case 'bytes':
      return 'YQ==';
    case 'struct':
    case 'any':
      return { [`f:a${index}`]: {} };
    default:
      return field.enum?.[index % field.enum.length] ?? textFor(name, index);
  }
}

function textFor(name: string, index: number): string {
  if (/ip$|address(?:es)?$|^ip|ips$/i.test(name))
    return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  if (/path$/i.test(name)) return `/a${index}`;
  return `a${index}`;
}

/** One value of the field, without list or map around it: messages with their scalars and what they must have. */
function one(name: string, field: FieldSchema, index: number, depth = 0): unknown {
  if (!field.message) return scalar(name, field, index);
  const value: Json = {};
  for (const [child, of] of Object.entries(schema.message(field.message)!.fields)) {
    if (of.map || (of.message && depth >= 2 && !of.required)) continue;
    if (of.message && !of.required) continue;
    if (depth > 4) continue;
    const inner = one(child, of, index, depth + 1);
    value[child] = of.repeated ? [inner] : inner;
  }
  return value;
}

/** The field with a text or number of that many characters, or with that many entries. */
function grown(name: string, field: FieldSchema, size: number, alike: boolean): unknown {
  const indexOf = (index: number) => (alike ? 0 : index);
  if (field.map)
    return Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, one(name, field, index)]));
  if (field.repeated) return Array.from({ length: size }, (_, index) => one(name, field, indexOf(index)));
  if (field.type === 'quantity' || field.type === 'int-or-string') return '9'.repeat(size) + (alike ? 'x' : '');
  return alike ? '-a.'.repeat(Math.ceil(size / 3)) : 'a'.repeat(size);
}

export const isList = ({ field }: FieldPlace): boolean => field.repeated === true || field.map === true;

/** Whether there is something to grow: a text, a number in a text, a list or a map. */
export const canGrow = (place: FieldPlace): boolean =>
  isList(place) || ['string', 'quantity', 'int-or-string', 'bytes', 'time', 'microtime'].includes(place.field.type);

/** An object whose field at that place is large; on the way there it has one of each. */
export function largeObject(base: Json, { path }: FieldPlace, size: number, alike: boolean): Json {
  const object = structuredClone(base);
  let at: Json = object;
  path.forEach(({ name, field }, index) => {
    if (index === path.length - 1) return void (at[name] = grown(name, field, size, alike));
    const existing = field.repeated
      ? (at[name] as Json[] | undefined)?.[0]
      : field.map
        ? (at[name] as Json | undefined)?.['k']
        : at[name];
    const next = (existing ?? one(name, field, 0)) as Json;
    at[name] = field.repeated ? [next] : field.map ? { k: next } : next;
    at = next;
  });
  return object;
}
