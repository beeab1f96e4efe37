import { commonHosts, covers, hostnameOf, narrowerFirst } from './hostnames';

test.each<[string | undefined, string | undefined]>([
  [undefined, '*'],
  ['', '*'],
  ['A.Example', 'a.example'],
  ['*.example', '*.example'],
  ['a b', undefined],
  ['a\n', undefined],
  ['*', undefined],
  ['a.*.b', undefined],
])('the hostname %j is %j', (text, host) => expect(hostnameOf(text)).toBe(host));

test.each([
  ['*', 'a.example', true],
  ['*', '*', true],
  ['a.example', 'a.example', true],
  ['*.example', 'a.example', true],
  ['*.example', 'b.a.example', true],
  ['*.example', '*.a.example', true],
  ['*.example', 'example', false],
  ['*.example', 'aexample', false],
  ['*.a.example', '*.example', false],
  ['a.example', '*', false],
  ['*.example', '*', false],
])('%s covers %s: %s', (wide, narrow, expected) => expect(covers(wide, narrow)).toBe(expected));

test.each<[string, string[], string[]]>([
  ['*', [], ['*']],
  ['*.example', [], ['*.example']],
  ['*.example', ['a.example', 'b.other'], ['a.example']],
  ['a.example', ['*.example'], ['a.example']],
  ['a.example', ['*.example', 'a.example'], ['a.example']],
  ['a.example', ['b.example'], []],
])('a listener of %s with a route of %j', (listener, route, hosts) =>
  expect(commonHosts(listener, route)).toEqual(hosts),
);

test('names before patterns, the longer first', () => {
  const hosts = ['*', '*.example', 'b.example', '*.long.example', 'long.b.example'];
  expect(hosts.sort(narrowerFirst)).toEqual(['long.b.example', 'b.example', '*.long.example', '*.example', '*']);
});
