import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { fromBinary } from '@bufbuild/protobuf';
import { type JsonObject, toJson } from '@bufbuild/protobuf';
import { StructSchema } from '@bufbuild/protobuf/wkt';
import { ListValue, Struct, Value } from './struct';

const objects: [string, Record<string, unknown>][] = [
  ['empty', {}],
  ['scalars', { text: 'a', empty: '', zero: 0, half: 0.5, yes: true, no: false, nothing: null }],
  ['empty containers', { list: [], object: {}, nested: { list: [[], {}] } }],
  ['managed fields', { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'k:{"name":"web"}': { '.': {} } }],
  ['unicode', { ключ: '値' }],
];

test.each(objects)('%s survives the wire', (_name, object) => {
  expect(Struct.decode(Struct.encode(object).finish())).toEqual(object);
});

test.each(objects)('%s is what other implementations read', (_name, object) => {
  expect(toJson(StructSchema, fromBinary(StructSchema, Struct.encode(object).finish()))).toEqual(object as JsonObject);
});

test.each([
  ['port', 'http'],
  ['number', 8080],
  ['percent', '25%'],
  ['null', null],
  ['list', [1, [], 'x']],
])('value: %s', (_name, value) => {
  expect(Value.decode(Value.encode(value).finish())).toEqual(value);
});

test('a list keeps its nulls', () => {
  expect(ListValue.decode(ListValue.encode([null, undefined, 1]).finish())).toEqual([null, null, 1]);
});

test('undefined keys are left out', () => {
  expect(Struct.decode(Struct.encode({ gone: undefined, kept: 1 }).finish())).toEqual({ kept: 1 });
});

test('a key named __proto__ is a key', () => {
  const decoded = Struct.decode(Struct.encode(JSON.parse('{"__proto__": {"polluted": true}}') as object).finish());
  expect(Object.keys(decoded)).toEqual(['__proto__']);
  expect(decoded['polluted']).toBeUndefined();
});

test('nesting without end is refused', () => {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let depth = 0; depth < 600; depth++)
    bytes = new BinaryWriter().uint32(50).bytes(new BinaryWriter().uint32(10).bytes(bytes).finish()).finish();
  expect(() => Value.decode(bytes)).toThrow('nested deeper than 500');
});

test.each([9007199254740993n, -9007199254740993n, 2n ** 63n - 1n, -(2n ** 63n)])(
  '%s stays exact, and others read the nearest double',
  (value) => {
    const bytes = Struct.encode({ value, list: [value] }).finish();
    expect(Struct.decode(bytes)).toEqual({ value, list: [value] });
    expect(toJson(StructSchema, fromBinary(StructSchema, bytes))).toEqual({
      value: Number(value),
      list: [Number(value)],
    });
  },
);

test('what JSON cannot hold is refused', () => {
  expect(() => Value.encode(() => 1)).toThrow('a function has no JSON form');
});
