import { parseJsonPath } from './json-path';

const value = {
  metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }, { type: 'Other' }], ports: [80, 81, 82], empty: null },
};

test.each<[path: string, found: unknown[]]>([
  ['.metadata.name', ['a']],
  ['.metadata.labels.app\\.kubernetes\\.io/name', ['x']],
  [".metadata.labels['app\\.kubernetes\\.io/name']", ['x']],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".status.conditions[?(@.type=='None')].status", []],
  ['.status.conditions[?(@.status)].type', ['Ready']],
  ['.status.conditions[*].type', ['Ready', 'Other']],
  ['.status.ports[0]', [80]],
  ['.status.ports[-1]', [82]],
  ['.status.ports[0:2]', [80, 81]],
  ['.status.ports[0,2]', [80, 82]],
  ['.status.ports[7]', []],
  ['.status.ports[?(@ > 80)]', [81, 82]],
  ['.status.nothing.at.all', []],
  ['.status.empty', [null]],
  ['..type', ['Ready', 'Other']],
  ['.', [value]],
])('%s', (path, found) => expect(parseJsonPath(path)(value)).toEqual(found));

test.each(['.a[', '.a[x]', '.a[?(@.b]', '.a[?(@.b)', `.${'a'.repeat(5_000)}`])('refuses %s', (path) =>
  expect(() => parseJsonPath(path)).toThrow(),
);

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const chain = (depth: number): unknown => (depth === 0 ? 1 : { a: chain(depth - 1) });

test.each<[path: string, value: unknown]>([
  ['[0,0]'.repeat(60), nested(60)],
  [`..${'[0:1,0:1]'.repeat(40)}`, nested(60)],
  ['..'.repeat(1_000), chain(100)],
  ['..a'.repeat(50), chain(100)],
  ['[*,*]'.repeat(60), nested(60)],
])('what is doubled at every step is as good as missing: %s', (path, given) =>
  expect(parseJsonPath(path)(given)).toEqual([]),
);

test('looks at no more values than it is allowed to', () => {
  const items = { a: Array.from({ length: 1_000 }, () => ({ b: 1 })) };
  expect(parseJsonPath('.a[*].b')(items)).toHaveLength(1_000);
  expect(parseJsonPath('.a[*].b', 500)(items)).toEqual([]);
});
