// Rules and defaults of every kind in proto/, of those, too, that no server serves yet: nothing else runs them.
import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import fc from 'fast-check';
import type { JsonObject } from '../json/json-value';
import { fieldErrorText } from '../validation/field-error';
import { defaultBySchema } from './default-by-schema';
import { isAbsent } from './zero-values';
import { idOf } from './steps';
import { validateBySchema } from './validate-by-schema';

const RUNS = 20;
const DEPTH = 5;

const text = fc.oneof(fc.constantFrom('', 'a', 'A_b', 'x'.repeat(300), '__proto__'), fc.string({ maxLength: 8 }));
const SCALARS: Record<Exclude<FieldSchema['type'], 'message'>, fc.Arbitrary<unknown>> = {
  string: text,
  bool: fc.boolean(),
  int32: fc.oneof(fc.constantFrom(0, -1, 70_000), fc.integer()),
  int64: fc.oneof(fc.constantFrom(0, -1, 2 ** 40), fc.maxSafeInteger()),
  double: fc.double({ noNaN: true }),
  bytes: fc.base64String({ maxLength: 8 }),
  time: fc.constant('2026-01-02T03:04:05Z'),
  microtime: fc.constant('2026-01-02T03:04:05.123456Z'),
  quantity: fc.constantFrom('0', '1', '-1', '100m', '1Gi'),
  'int-or-string': fc.oneof(fc.integer(), fc.constantFrom('', 'http', '25%', '125%')),
  any: fc.constantFrom(null, 1, 'x', [], {}),
  struct: fc.constantFrom({}, { a: 1 }),
};

/** Objects of the message's shape, whose values may break every rule. */
function objectOf(message: MessageSchema, depth = 0): fc.Arbitrary<JsonObject> {
  const fields = Object.entries(message.fields);
  if (depth > DEPTH || fields.length === 0) return fc.constant({});
  return fc
    .subarray(fields, { maxLength: Math.min(fields.length, depth === 0 ? 8 : 4) })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map(([name, field]) => [name, valueOf(field, depth)]))));
}

function valueOf(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  const listed = field.enum ? fc.oneof(fc.constantFrom(...field.enum), text) : undefined;
  const one =
    field.type === 'message'
      ? objectOf(field.schema!, depth + 1)
      : (listed ?? SCALARS[field.type as keyof typeof SCALARS]);
  if (field.map) return fc.dictionary(text, one, { maxKeys: 2 });
  const { listKeys } = field;
  if (listKeys)
    return fc.uniqueArray(one as fc.Arbitrary<object>, { maxLength: 3, selector: (item) => idOf(item, listKeys) });
  return field.repeated ? fc.array(one, { maxLength: 3 }) : one;
}

/** What of a value means something: where a zero is the same as nothing, a default may take its place. */
function said(object: JsonObject, message: MessageSchema): JsonObject {
  const below = (value: unknown, field: FieldSchema): unknown => {
    if (field.map && field.type === 'message')
      return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, said(one, field.schema!)]));
    if (field.type !== 'message') return value;
    return field.repeated
      ? (value as JsonObject[]).map((one) => said(one, field.schema!))
      : said(value as JsonObject, field.schema!);
  };
  return Object.fromEntries(
    Object.entries(object)
      .filter(([name, value]) => !isAbsent(value, message.fields[name]!))
      .map(([name, value]) => [name, below(value, message.fields[name]!)]),
  );
}

const copy = <T>(value: T): T => structuredClone(value);
const refusals = (...[object, of, old]: Parameters<typeof validateBySchema>): string[] =>
  validateBySchema(object, of, old).map(fieldErrorText);

/** The field that an error's path begins with. */
const firstName = (path: string): string => /^[^.[:]*/.exec(path)![0];

const kinds = schema
  .messageNames()
  .map((name) => schema.of(name))
  .filter(({ fields }) => fields['metadata']?.message === 'kubets.meta.v1.ObjectMeta');

test('there are many more than are served', () => expect(kinds.length).toBeGreaterThan(60));

describe.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  test('defaults are written once, over nothing that was said', () => {
    fc.assert(
      fc.property(objectOf(kind), (object) => {
        const once = copy(object);
        defaultBySchema(once, kind);
        const twice = copy(once);
        defaultBySchema(twice, kind);
        expect(twice).toEqual(once);
        expect(once).toMatchObject(said(object, kind));
      }),
      { numRuns: RUNS },
    );
  });

  test('every rule can be asked: each refusal names a field of the kind, and what is as it was is let be', () => {
    fc.assert(
      fc.property(objectOf(kind), objectOf(kind), (object, old) => {
        for (const refusal of [...refusals(object, kind), ...refusals(object, kind, old)])
          expect(Object.keys(kind.fields)).toContain(firstName(refusal));
        expect(refusals(copy(object), kind, object)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
