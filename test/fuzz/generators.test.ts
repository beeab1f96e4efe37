import { attackLanes, caseOf } from './cases';
import { baseObject } from './generate/base-objects';
import { drawOf } from './generate/draw';
import { FUZZED_KINDS } from './generate/served-kinds';
import { withFewReplicas } from './generate/harmless';
import { fuzzOptions } from './options';

const text = (value: unknown) =>
  JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Uint8Array ? Buffer.from(member).toString('hex') : member,
  );

test.each(attackLanes)('%s: the same seed and index give the same case, others others', (lane) => {
  const indexes = Array.from({ length: 300 }, (_, index) => index);
  const cases = indexes.map((index) => text(caseOf(lane, 7, index)));
  expect(indexes.map((index) => text(caseOf(lane, 7, index)))).toEqual(cases);
  expect(new Set(cases).size).toBeGreaterThan(indexes.length * 0.8);
  expect(indexes.filter((index) => text(caseOf(lane, 8, index)) === cases[index]).length).toBeLessThan(
    indexes.length * 0.2,
  );
});

test('no request of the administrator writes outside the places of the fuzz', () => {
  const writes = Array.from({ length: 3000 }, (_, index) => caseOf('http', 3, index)).filter(
    ({ as, method, over }) => as === 'admin' && over !== 'raw' && !['GET', 'HEAD', 'OPTIONS'].includes(method),
  );
  expect(writes.length).toBeGreaterThan(500);
  const outside = writes.filter(
    ({ method, path }) =>
      !/\/namespaces\/kubets-fuzz-[abc]\//.test(path) &&
      !/\/(kubets-fuzz-\d+)(\/|\?|$)/.test(path) &&
      method !== 'POST',
  );
  expect(outside.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test.each(FUZZED_KINDS.map((kind) => [kind.kind, kind] as const))('the least of a %s is known', (_, kind) => {
  expect(baseObject(drawOf(1, 1), kind, { name: 'a', namespace: 'b' })).toMatchObject({
    kind: kind.kind,
    metadata: {},
  });
});

test.each([
  ['"replicas":3', '"replicas":2'],
  ['"replicas": 2147483647', '"replicas": 2'],
  ['replicas: 100000', 'replicas: 2'],
  ['"replicas":2147483648', '"replicas":2147483648'],
  ['"replicas":1e300', '"replicas":1e300'],
  ['"replicas":-1', '"replicas":-1'],
  ['replicas: 0x7fffffff', 'replicas: 2'],
  ['replicas: 65_536', 'replicas: 2'],
  ['{"op":"replace","path":"/spec/replicas","value":65536}', '{"op":"replace","path":"/spec/replicas","value":2}'],
  [
    '{"op":"add","path":"/spec/replicas","from":"/a","value":1E+2}',
    '{"op":"add","path":"/spec/replicas","from":"/a","value":2}',
  ],
])('%s becomes %s', (given, wanted) => {
  expect(withFewReplicas(Buffer.from(given)).toString()).toBe(wanted);
});

test.each([
  [{ KUBETS_FUZZ_SEED: '7' }, { seed: 7, counts: { http: 5000, grpc: 1250, dns: 12_500 } }],
  [
    { KUBETS_FUZZ_SEED: '7', KUBETS_FUZZ_REQUESTS: '1000000' },
    { seed: 7, counts: { http: 1_000_000, grpc: 250_000, dns: 2_500_000 } },
  ],
  [
    { KUBETS_FUZZ_SEED: '7', KUBETS_FUZZ_ONLY: 'dns:3-9' },
    { seed: 7, only: { lane: 'dns', first: 3, last: 9 } },
  ],
])('%j', (env, wanted) => {
  expect(fuzzOptions(env)).toMatchObject(wanted);
});

test.each([{ KUBETS_FUZZ_SEED: 'x' }, { KUBETS_FUZZ_REQUESTS: '-1' }, { KUBETS_FUZZ_ONLY: 'tcp:1' }])(
  '%j is refused',
  (env) => {
    expect(() => fuzzOptions(env)).toThrow(/wanted/);
  },
);
