import { schema, type FieldSchema, type FieldType, type MessageSchema } from '@kubets/proto-gen/schema';
import { baseObject } from '../../test/fuzz/generate/base-objects';
import { drawOf } from '../../test/fuzz/generate/draw';
import { SERVED_KINDS, type ServedKind } from '../../test/fuzz/generate/served-kinds';

type Json = Record<string, unknown>;
type Steps = readonly (readonly [name: string, field: FieldSchema])[];

/** An object with one value in one place that it is not made for. */
export interface OddObject {
  what: string;
  kind: ServedKind;
  name: string;
  /** Whether the value is in its status, which is written after it. */
  ofStatus: boolean;
  object: Json;
}

const INTEGERS = [-1, 0, 1, 2, 1000, 2 ** 31 - 1, -(2 ** 31), Number.MAX_SAFE_INTEGER];
const VALUES: Record<FieldType, readonly unknown[]> = {
  int32: INTEGERS.filter((value) => Math.abs(value) <= 2 ** 31),
  int64: INTEGERS,
  'int-or-string': [
    ...INTEGERS.slice(0, -1),
    '0%',
    '100%',
    '-1%',
    '2147483647%',
    '999999999999999999999%',
    '1.5%',
    'x',
  ],
  double: [-1, 0, 0.5, 1e300, 5e-324],
  bool: [true, false],
  quantity: [
    '0',
    '-1',
    '1n',
    '0.5',
    '9223372036854775807',
    '9223372036854775807Ei',
    '1e300',
    '1e-300',
    '-9223372036854775808',
  ],
  time: ['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  microtime: ['0001-01-01T00:00:00.000000Z', '2000-01-01T00:00:00.000001Z', '9999-12-31T23:59:59.999999Z'],
  string: [
    '',
    '0',
    '*',
    '__proto__',
    'a',
    'x'.repeat(50_000),
    '../..',
    '10.0.0.0/8',
    '::/0',
    '0.0.0.0',
    'http://127.0.0.1:1',
    '{}',
    '-',
  ],
  bytes: ['', 'eA==', 'A'.repeat(100_000)],
  struct: [{}, { a: null }, { __proto: [] }, JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":1}}')],
  any: [null, 0, '', [], {}, 'x'.repeat(50_000)],
  message: [],
};

/** Every scalar of a kind; those of a message that several kinds have only where it is first met. */
function places(kind: ServedKind, seenElsewhere: Set<string>): Steps[] {
  const found: Steps[] = [];
  const waiting: { message: MessageSchema; steps: Steps }[] = [{ message: schema.of(kind.message), steps: [] }];
  for (let next = waiting.shift(); next; next = waiting.shift())
    for (const [name, field] of Object.entries(next.message.fields)) {
      const isOwn = next.steps.length <= 1 && next.steps[0]?.[0] !== 'metadata';
      const key = `${isOwn ? kind.message : ''} ${next.message.name}.${name}`;
      if (seenElsewhere.has(key) || (next.steps.length === 0 && (name === 'kind' || name === 'apiVersion'))) continue;
      seenElsewhere.add(key);
      const steps: Steps = [...next.steps, [name, field]];
      if (field.schema) waiting.push({ message: field.schema, steps });
      else found.push(steps);
    }
  return found;
}

const valuesOf = (field: FieldSchema): readonly unknown[] => [...VALUES[field.type], ...(field.enum ?? [])];

const LEAST: Partial<Record<FieldType, unknown>> = {
  quantity: '1',
  bool: true,
  time: '2026-01-01T00:00:00Z',
  struct: {},
};

/** What an item has to have as a rule: its keys, a name, and what is required. */
function leastOf({ schema: message, listKeys }: FieldSchema): Json {
  const needed = Object.entries(message!.fields).filter(
    ([name, { required, type, rules }]) =>
      type !== 'message' && (required || rules?.required || listKeys?.includes(name) || name === 'name'),
  );
  return Object.fromEntries(
    needed.map(([name, { type, repeated, enum: known }]) => {
      const value =
        known?.[0] ?? LEAST[type] ?? (type === 'string' ? (name.toLowerCase().includes('path') ? '/a' : 'a') : 1);
      return [name, repeated ? [value] : value];
    }),
  );
}

/** Puts a value in the place, in messages that are made where they are missing. */
function put(object: Json, steps: Steps, value: unknown): void {
  let at = object;
  for (const [name, field] of steps.slice(0, -1)) {
    const there = at[name] as Json | Json[] | undefined;
    const made = there === undefined && field.schema ? leastOf(field) : {};
    if (field.map) at = ((at[name] = { a: made, ...there }) as Json)['a'] as Json;
    else if (field.repeated) at = ((at[name] = [{ ...made, ...(there as Json[] | undefined)?.[0] }]) as Json[])[0]!;
    else at = (at[name] = { ...made, ...there }) as Json;
  }
  const [name, field] = steps.at(-1)!;
  if (field.map) at[name] = { ...(at[name] as Json | undefined), [field.type === 'quantity' ? 'cpu' : 'a']: value };
  else at[name] = field.repeated ? [value] : value;
}

/** No node is found by a label that none has: those who take place have to get to see it. */
function placeable(object: Json): Json {
  const text = JSON.stringify(object).replaceAll(/"nodeSelector":\{"kubets-fuzz":"nowhere"\},?/g, '');
  return JSON.parse(text) as Json;
}

/** For each scalar of each kind that is stored, an object for each value. */
export function* oddObjects(kinds: RegExp, namespace: string): Generator<OddObject> {
  let count = 0;
  const seen = new Set<string>();
  for (const kind of SERVED_KINDS.filter(({ virtual, kind: name }) => !virtual && kinds.test(name)))
    for (const steps of places(kind, seen))
      for (const value of valuesOf(steps.at(-1)![1])) {
        const [[first]] = steps as [readonly [string, FieldSchema]];
        const object = placeable(baseObject(drawOf(7, count), kind, { name: `odd${count++}`, namespace }));
        const { name } = object.metadata as { name: string };
        put(object, steps, value);
        const path = steps.map(([step]) => step).join('.');
        yield {
          what: `${kind.version} ${kind.kind} ${path} = ${String(JSON.stringify(value)).slice(0, 40)}`,
          kind,
          name,
          ofStatus: first === 'status',
          object,
        };
      }
}
