import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { ConfigMap, Pod } from '../gen/kubets/core/v1';
import { fromInt64, increment, MAX_INT64, MIN_INT64, toSeconds, type Int64 } from './int64';

test.each<Int64>([0, -1, 2 ** 53 - 1, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, MAX_INT64, MIN_INT64])(
  '%s survives the wire',
  (value) => {
    expect(fromInt64(new BinaryReader(new BinaryWriter().int64(value).finish()).int64())).toBe(value);
    const pod = {
      metadata: { generation: value },
      spec: {
        containers: [{ name: 'a' }],
        terminationGracePeriodSeconds: value,
        securityContext: { supplementalGroups: [value, 1] },
      },
    };
    expect(Pod.decode(Pod.encode(pod).finish())).toEqual(pod);
  },
);

test('a key named __proto__ of a map survives the wire', () => {
  const data = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>;
  expect(JSON.stringify(ConfigMap.decode(ConfigMap.encode({ data }).finish()))).toBe(
    '{"data":{"__proto__":"a","constructor":"b"}}',
  );
});

test.each<[Int64, Int64]>([
  [1, 2],
  [2 ** 53 - 1, 2n ** 53n],
  [2n ** 53n, 2n ** 53n + 1n],
  [-(2n ** 53n), -(2 ** 53 - 1)],
  [MAX_INT64, MAX_INT64],
])('after %s comes %s', (value, next) => {
  expect(increment(value)).toBe(next);
});

test.each<[Int64, number]>([
  [30, 30],
  [2n ** 53n + 1n, 2 ** 31 - 1],
  [MAX_INT64, 2 ** 31 - 1],
  [MIN_INT64, -(2 ** 31 - 1)],
])('%s seconds are waited for as %s', (value, seconds) => {
  expect(toSeconds(value)).toBe(seconds);
});
