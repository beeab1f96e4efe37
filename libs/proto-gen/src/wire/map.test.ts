import { PodDisruptionBudgetStatus } from '../gen/kubets/policy/v1/pod_disruption_budget';
import { JSONSchemaProps } from '../gen/kubets/apiextensions/v1/json_schema';
import { ConfigMap } from '../gen/kubets/core/v1/config_map';

/** One map entry: the field's tag, and what its message holds. */
const entry = (number: number, ...bytes: number[]) => {
  const tag = (number << 3) | 2;
  return Uint8Array.from([...(tag < 128 ? [tag] : [(tag & 127) | 128, tag >> 7]), bytes.length, ...bytes]);
};
const KEY_A = [0x0a, 1, 0x61];
const VALUE_A = [0x12, 1, 0x61];

// Encoders may leave out a key or a value that is empty, as Rust's prost does (https://protobuf.dev/programming-guides/encoding/#maps).
test.each([
  ['a text without text', ConfigMap, entry(2, ...KEY_A), { data: { a: '' } }],
  ['bytes without any', ConfigMap, entry(3, ...KEY_A), { binaryData: { a: '' } }],
  ['an empty key', ConfigMap, entry(2, ...VALUE_A), { data: { '': 'a' } }],
  ['neither', ConfigMap, entry(2), { data: { '': '' } }],
  ['a message without fields', JSONSchemaProps, entry(29, ...KEY_A), { properties: { a: {} } }],
  ['the value null', JSONSchemaProps, entry(32, ...KEY_A), { dependencies: { a: null } }],
  ['the first moment', PodDisruptionBudgetStatus, entry(2, ...KEY_A), { disruptedPods: { a: '1970-01-01T00:00:00Z' } }],
])('an entry of a map that leaves out what is empty is read: %s', (_, codec, bytes, expected) => {
  expect(codec.decode(bytes)).toEqual(expected);
});
