import { escapedPath, parseRequestTarget, queryParameters, textOfBytes } from './request-target';

test.each<[string, string | undefined, string]>([
  ['/api', '/api', ''],
  ['/api?x=%2F&y#z', '/api', 'x=%2F&y'],
  ['https://host:1/api?x', '/api', 'x'],
  ['HTTP://host', '/', ''],
  ['http://host?x', '/', 'x'],
  ['/a%2Fb%252F', '/a/b%2F', ''],
  ['/%00', '/\0', ''],
  ['//', '//', ''],
  ['/%zz', undefined, ''],
  ['/%', undefined, ''],
  ['/%E4%A', undefined, ''],
  ['*', undefined, ''],
  ['api', undefined, ''],
  ['?x', undefined, 'x'],
  ['', undefined, ''],
])('%s', (url, path, query) => expect(parseRequestTarget(url)).toEqual({ path, query }));

test.each([
  ['/a b', '/a%20b'],
  ["/a'b(c)!*", '/a%27b%28c%29%21%2A'],
  ['/a:b@c$d&e=f+g,h;i~', '/a:b@c$d&e=f+g,h;i~'],
  ['/\xff\0', '/%FF%00'],
  ['/%2F?#', '/%252F%3F%23'],
])('%j is written %s', (bytes, written) => expect(escapedPath(bytes)).toBe(written));

test('bytes are read as UTF-8', () => {
  expect(textOfBytes(parseRequestTarget('/%E4%BD%A0').path!)).toBe('/你');
  expect(textOfBytes('\xff')).toBe('\ufffd');
});

test.each<[string, string[][]]>([
  ['', []],
  [
    'a=1&b=%2F&c',
    [
      ['a', '1'],
      ['b', '/'],
      ['c', ''],
    ],
  ],
  ['limit=%zz&a=1&%=2', [['a', '1']]],
  ['a;b=1&limit=1;continue=x&c=2', [['c', '2']]],
])('the parameters of %j', (query, pairs) => expect([...queryParameters(query)]).toEqual(pairs));
