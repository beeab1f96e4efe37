import * as core from '@kubets/proto-gen/core/v1';
import * as apiextensions from '@kubets/proto-gen/apiextensions/v1';
import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import fc from 'fast-check';
import { StatusError } from '../errors/status-error';
import { MAX_FREE_DEPTH, MAX_TYPED_DEPTH } from '../json/depth';
import { parseExactJson, stringifyJson } from '../json/exact-json';
import { semanticEqual } from '../patch/semantic-equal';
import { encodeKubernetesMessage, inProtobufEnvelope } from '../protobuf/encode-kubernetes-protobuf';
import { decodeKubernetesProtobuf } from '../protobuf/kubernetes-protobuf';
import { decodeObject } from './decode-object';
import { isSurelyDecodable } from './is-decodable';
import { parseJson } from './parse-json';

const KINDS = {
  Pod: core.Pod,
  ConfigMap: core.ConfigMap,
  Service: core.Service,
  CustomResourceDefinition: apiextensions.CustomResourceDefinition,
};
type Kind = keyof typeof KINDS;
const APIS: Record<Kind, string> = {
  Pod: 'v1',
  ConfigMap: 'v1',
  Service: 'v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
};
const messageOf = (kind: Kind): MessageSchema =>
  schema.of(`kubets.${kind === 'CustomResourceDefinition' ? 'apiextensions' : 'core'}.v1.${kind}`);

const key = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '\ud800', '\u0000'),
);
const integer = fc.oneof(
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 2n ** 63n, 0n, 1n),
);
const exact = integer.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ maxLength: 8 }),
    exact,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const SCALARS: Record<string, fc.Arbitrary<unknown>> = {
  string: fc.string({ maxLength: 8 }),
  bool: fc.boolean(),
  int32: fc.integer(),
  int64: exact,
  double: fc.double(),
  bytes: fc.base64String({ maxLength: 8 }),
  time: fc.constantFrom(
    '2026-01-02T03:04:05Z',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '2026-02-30T00:00:00Z',
    'x',
  ),
  microtime: fc.constantFrom('2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05.000000Z'),
  quantity: fc.constantFrom('1', '100m', '1Gi', 5, 0.5, 'x'),
  'int-or-string': fc.oneof(fc.integer(), fc.constantFrom('http', '25%', 2 ** 40)),
  any: anything,
  struct: fc.dictionary(key, anything, { maxKeys: 3 }),
};

/** A value that mostly fits its field. */
function fieldValue(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  const one = field.type === 'message' ? messageValue(field.schema!, depth + 1) : SCALARS[field.type]!;
  const fitting = field.map
    ? fc.dictionary(key, one, { maxKeys: 2 })
    : field.repeated
      ? fc.array(one, { maxLength: 2 })
      : one;
  return fc.oneof({ weight: 40, arbitrary: fitting }, { weight: 1, arbitrary: anything });
}

function messageValue(message: MessageSchema, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.entries(message.fields);
  if (depth > 5 || fields.length === 0) return fc.constant({});
  return fc
    .uniqueArray(fc.constantFrom(...fields), { maxLength: depth === 0 ? 4 : 3, selector: ([name]) => name })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map(([name, field]) => [name, fieldValue(field, depth)]))));
}

/** The object that a body holds, or undefined when it is refused as it should be. */
function decoded(text: string, message: MessageSchema): object | undefined {
  try {
    const { value, duplicates } = parseJson(text);
    return decodeObject<object>(value, message, { unknownFields: 'warn', duplicates }).object;
  } catch (error) {
    if (error instanceof StatusError && error.code === 400) return undefined;
    throw error;
  }
}

describe.each(Object.keys(KINDS) as Kind[])('%s', (kind) => {
  const message = messageOf(kind);
  const codec = KINDS[kind] as { encode(value: unknown): { finish(): Uint8Array }; decode(bytes: Uint8Array): object };

  test('what is surely decodable is decoded, and what was decoded before is found to be', () => {
    let found = 0;
    fc.assert(
      fc.property(messageValue(message, 0), (value) => {
        const text = stringifyJson(value);
        const object = decoded(text, message);
        if (isSurelyDecodable(parseExactJson(text), message)) expect(object).toBeDefined();
        if (object && isSurelyDecodable(object, message)) found++;
      }),
      { numRuns: 300 },
    );
    // But for schemas within objects, of which each may be one of several things.
    if (kind !== 'CustomResourceDefinition') expect(found).toBeGreaterThan(100);
  });

  test('whatever is taken goes through JSON and protobuf and comes out the same; the rest is a 400', () => {
    let taken = 0;
    fc.assert(
      fc.property(messageValue(message, 0), (value) => {
        const object = decoded(stringifyJson(value), message);
        if (!object) return;
        taken++;
        const text = stringifyJson(object);
        expect(stringifyJson(decoded(text, message))).toBe(text);
        const carried = codec.decode(codec.encode(parseExactJson(text)).finish());
        // Empty lists and maps, which mean nothing, are absent on the wire.
        const again = decodeObject<object>(carried, message, { unknownFields: 'strict' }).object;
        // An integer beyond 64 bits is a double, which its text may hide.
        const read = decodeObject<object>(parseExactJson(text), message, { unknownFields: 'strict' }).object;
        expect(semanticEqual(withoutEmpty(again), withoutEmpty(read))).toBe(true);
        const native = encodeKubernetesMessage(read, message);
        const {
          apiVersion: _v,
          kind: _k,
          ...back
        } = decodeKubernetesProtobuf(inProtobufEnvelope(APIS[kind], kind, native)) as Record<string, unknown>;
        expect(encodeKubernetesMessage(back, message).toString('hex')).toBe(native.toString('hex'));
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  test('any JSON is taken or a 400', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anything.map((value) => stringifyJson(value)),
          fc.string(),
          fc.json(),
        ),
        (text) => void decoded(text, message),
      ),
      { numRuns: 300 },
    );
  });
});

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const members = Object.entries(value).map(([name, item]): [string, unknown] => [name, withoutEmpty(item)]);
  const kept = members.filter(([, item]) => item !== undefined && item !== null);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

test('any bytes as Kubernetes protobuf are taken or a 400', () => {
  const attempt = (bytes: Uint8Array) => {
    try {
      decodeObject(decodeKubernetesProtobuf(bytes), schema.of('kubets.core.v1.Pod'), { unknownFields: 'ignore' });
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 400) throw error;
    }
  };
  const envelope = (raw: Uint8Array) => {
    const type = Buffer.from('0a02763112 03506f64'.replace(' ', ''), 'hex');
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
    return Buffer.from([0x6b, 0x38, 0x73, 0, 0x0a, type.length, ...type, 0x12, ...varint(raw.length), ...raw]);
  };
  const pieces = fc.constantFrom(
    [0x0a],
    [0x12],
    [0x0b],
    [0x0c],
    [0xff, 0xff, 0xff, 0xff, 0x0f],
    [0x08, 0x01],
    [0x09],
    [0x0d],
    [0x00],
    [0x7f],
    [0x12, 0x02, 0x20, 0x05],
    [0x0a, 0x03, 0x0a, 0x01, 0x61],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.array(pieces, { maxLength: 30 }).map((list) => Uint8Array.from(list.flat())),
      ),
      (raw) => {
        attempt(raw);
        attempt(envelope(raw));
      },
    ),
    { numRuns: 1000 },
  );
  // Groups in groups.
  attempt(envelope(new Uint8Array(500_000).fill(0x0b)));
});

describe('the depth of an object is bounded, with the path', () => {
  const schemaOf = (levels: number) =>
    `{"spec":{"versions":[{"schema":{"openAPIV3Schema":${'{"properties":{"a":'.repeat(levels)}{}${'}}'.repeat(levels)}}}]}}`;
  const fieldsOf = (levels: number) =>
    `{"metadata":{"managedFields":[{"fieldsV1":${'{"f:a":'.repeat(levels)}{}${'}'.repeat(levels)}}]}}`;
  const message = schema.of('kubets.apiextensions.v1.CustomResourceDefinition');
  const outcome = (text: string) => {
    try {
      const { object } = decodeObject<object>(parseJson(text).value, message, { unknownFields: 'strict' });
      const carried = apiextensions.CustomResourceDefinition.decode(
        apiextensions.CustomResourceDefinition.encode(object).finish(),
      );
      return semanticEqual(carried, object) ? 'carried' : 'changed';
    } catch (error) {
      return error instanceof StatusError ? error.message : error;
    }
  };

  test.each([
    [schemaOf((MAX_TYPED_DEPTH - 6) / 2), 'carried'],
    [
      schemaOf((MAX_TYPED_DEPTH - 6) / 2 + 1),
      `exceeded max depth of ${MAX_TYPED_DEPTH} at spec.versions[0].schema.openAPIV3Schema.properties`,
    ],
    [fieldsOf(MAX_FREE_DEPTH - 1), 'carried'],
    [fieldsOf(MAX_FREE_DEPTH), `exceeded max depth of ${MAX_FREE_DEPTH} in metadata.managedFields.fieldsV1`],
    [fieldsOf(3000), 'exceeded max depth of 200 at metadata.managedFields[0].fieldsV1.f:a'],
  ])('%.60s is %s', (text, expected) => {
    expect(outcome(text)).toContain(expected);
  });
});
