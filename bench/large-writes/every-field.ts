import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import { baseObject } from '../../test/fuzz/generate/base-objects';
import { drawOf } from '../../test/fuzz/generate/draw';
import { collectionPath, SERVED_KINDS, type ServedKind } from '../../test/fuzz/generate/served-kinds';
import type { LargeInput } from './inputs';

/** Values in a body, which may hold a few more. */
const VALUES = 90_000;
const NAME = 'large';

type Json = Record<string, unknown>;

/** A list or map somewhere in a kind. */
interface Place {
  kind: ServedKind;
  steps: [name: string, field: FieldSchema][];
}

/** Every list and map of every kind that is served, each field of a message where it is first met. */
function places(): Place[] {
  const found: Place[] = [];
  const seen = new Set<string>();
  for (const kind of SERVED_KINDS) {
    const waiting: { message: MessageSchema; steps: Place['steps'] }[] = [
      { message: schema.of(kind.message), steps: [] },
    ];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      for (const [name, field] of Object.entries(next.message.fields)) {
        const key = `${next.message.name}.${name}`;
        if (seen.has(key)) continue;
        // Metadata and lists of a kind by itself are the kind's own business.
        seen.add(next.steps.length === 0 ? `${kind.kind} ${key}` : key);
        const steps: Place['steps'] = [...next.steps, [name, field]];
        if (field.repeated || field.map) found.push({ kind, steps });
        if (field.schema) waiting.push({ message: field.schema, steps });
      }
    }
  }
  return found;
}

const SCALARS: Partial<Record<FieldSchema['type'], (index: number) => unknown>> = {
  string: (index) => `n${index}`,
  bytes: () => 'eA==',
  quantity: () => '1',
  time: () => '2026-01-02T03:04:05Z',
  microtime: () => '2026-01-02T03:04:05.123456Z',
  bool: () => true,
  struct: () => ({}),
};

function item(field: FieldSchema, index: number): unknown {
  if (field.type !== 'message') return SCALARS[field.type]?.(index) ?? index + 1;
  const fields = Object.entries(field.schema!.fields).filter(([, { type, repeated, map }]) => {
    const isScalar = type !== 'message' && type !== 'any' && !repeated && !map;
    return isScalar;
  });
  const chosen = fields.filter(([name]) => field.listKeys?.includes(name) || name === 'name' || name === 'key');
  const [first] = fields;
  return Object.fromEntries(
    (chosen.length > 0 || !first ? chosen : [first]).map(([name, one]) => [
      name,
      item({ ...one, repeated: undefined! }, index),
    ]),
  );
}

function many(field: FieldSchema): unknown {
  const count = Math.floor(VALUES / (1 + Object.keys(Object(field.type === 'message' ? item(field, 0) : {})).length));
  const items = Array.from({ length: count }, (_, index) => item(field, index));
  return field.map ? Object.fromEntries(items.map((value, index) => [`k${index}`, value])) : items;
}

function objectWith({ kind, steps }: Place): Json {
  const object = baseObject(drawOf(1, 0), kind, { name: NAME, namespace: 'default' });
  let at: Json = object;
  for (const [name, field] of steps.slice(0, -1)) {
    const there = at[name] as Json | Json[] | undefined;
    if (field.map) at = ((at[name] = { a: {}, ...there }) as Json)['a'] as Json;
    else if (field.repeated) at = ((at[name] = [{ ...(there as Json[] | undefined)?.[0] }]) as Json[])[0]!;
    else at = (at[name] = { ...there }) as Json;
  }
  const [name, field] = steps.at(-1)!;
  at[name] = many(field);
  return object;
}

/** For every list and map an object of which it is most: created, and if it was, written once more and deleted. */
export function everyField(): LargeInput[] {
  return places().flatMap((place): LargeInput[] => {
    const collection = collectionPath(place.kind, 'default');
    const what = `${place.kind.kind}${place.steps.map(([name]) => `.${name}`).join('')}`;
    const body = () => JSON.stringify(objectWith(place));
    const type = 'application/json';
    const create: LargeInput = { what, method: 'POST', path: collection, type, body };
    if (place.kind.virtual) return [create];
    const { name } = objectWith(place).metadata as { name: string };
    const path = `${collection}/${name}`;
    return [
      create,
      { what: `${what}, again`, method: 'PUT', path, type, body, ifLastDid: true },
      {
        what: `${what}, deleted`,
        method: 'DELETE',
        path,
        type,
        body: () => '{"gracePeriodSeconds":0}',
        ifLastDid: true,
      },
    ];
  });
}
