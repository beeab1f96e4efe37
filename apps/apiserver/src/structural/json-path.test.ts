import { parseJsonPath, printed } from './json-path';

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

test.each<[unknown, string]>([
  ['a', 'a'],
  [1.5, '1.5'],
  [true, 'true'],
  [null, '<no value>'],
  [{ b: 1, a: [2] }, '{"a":[2],"b":1}'],
])('prints %j', (given, text) => expect(printed(given)).toBe(text));
