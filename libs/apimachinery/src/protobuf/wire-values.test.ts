import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { ConfigMap, Pod } from '@kubets/proto-gen/core/v1';
import { schema } from '@kubets/proto-gen/schema';
import { MAX_TEXT_VALUES } from '../json/depth';
import { decodeKubernetesProtobuf } from './kubernetes-protobuf';
import { assertFewValuesInRequest } from './wire-values';

const OBJECT = 3;
const request = (object: Uint8Array) =>
  new BinaryWriter()
    .uint32((OBJECT << 3) | 2)
    .bytes(object)
    .finish();
const entries = <T>(count: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));
const fields = (fieldsV1: object) => ConfigMap.encode({ metadata: { managedFields: [{ fieldsV1 }] } }).finish();
const pod = (count: number) =>
  Pod.encode({
    spec: { containers: [{ name: 'c', env: Array.from({ length: count }, () => ({ name: 'E' })) }] },
  }).finish();

/** Room for the object's other values. */
const ROOM = 10;
const most = MAX_TEXT_VALUES - ROOM;

test.each<[string, string, (count: number) => Uint8Array, number]>([
  ['entries of a map', 'ConfigMap', (count) => ConfigMap.encode({ data: entries(count, 'v') }).finish(), most],
  ['items, and what is in them', 'Pod', pod, most / 2],
  ['members of free form', 'ConfigMap', (count) => fields(entries(count, '')), most],
  ['objects in free form, each a value and a member', 'ConfigMap', (count) => fields(entries(count, {})), most / 2],
  ['lists in free form', 'ConfigMap', (count) => fields({ a: Array(count).fill([]) }), most / 2],
])('a request holds so many and no more: %s', (_, kind, encode, count) => {
  const check = (size: number) => () =>
    assertFewValuesInRequest(request(encode(size)), { number: OBJECT, message: schema.of(`kubets.core.v1.${kind}`) });
  expect(check(count)).not.toThrow();
  expect(check(count + 2 * ROOM)).toThrow(`limit is ${MAX_TEXT_VALUES} values`);
});

/** Kubernetes' own encoding of a ConfigMap. */
function kubernetes(write: (object: BinaryWriter) => void): Uint8Array {
  const type = new BinaryWriter().uint32(10).string('v1').uint32(18).string('ConfigMap').finish();
  const object = new BinaryWriter();
  write(object);
  return Buffer.concat([
    Buffer.from('k8s\0'),
    new BinaryWriter().uint32(10).bytes(type).uint32(18).bytes(object.finish()).finish(),
  ]);
}

test.each<[string, (object: BinaryWriter, count: number) => void]>([
  [
    'entries of a map',
    (object, count) => {
      for (let index = 0; index < count; index++)
        object.uint32(18).bytes(new BinaryWriter().uint32(10).string(`k${index}`).finish());
    },
  ],
  [
    'free form in several texts',
    (object, count) => {
      const half = new BinaryWriter()
        .uint32(10)
        .string(`{"a":[${'1,'.repeat(count / 2)}1]}`)
        .finish();
      const entry = new BinaryWriter().uint32(58).bytes(half).finish();
      object.uint32(10).bytes(new BinaryWriter().uint32(138).bytes(entry).uint32(138).bytes(entry).finish());
    },
  ],
])('an object in protobuf holds so many and no more: %s', (_, write) => {
  const decode = (count: number) => () => decodeKubernetesProtobuf(kubernetes((object) => write(object, count)));
  expect(decode(most)).not.toThrow();
  expect(decode(MAX_TEXT_VALUES + ROOM)).toThrow(`limit is ${MAX_TEXT_VALUES} values`);
});
