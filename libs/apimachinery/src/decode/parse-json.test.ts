import { parseJson } from './parse-json';

describe('parseJson says where a text breaks', () => {
  const cases: [string, string][] = [
    ['', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['{"a":tru}', "invalid character 't' looking for beginning of value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
  ];
  test.each(cases)('%j', (text, expected) => {
    expect(() => parseJson(text)).toThrow(`couldn't get version/kind; json parse error: ${expected}`);
  });
});

test('parseJson finds keys given twice, at any depth, with their paths', () => {
  const text = '{"a":{"b":1,"b":2},"l":[{"x":1},{"x":1,"\\u0078":2}],"a":{"b":3}}';
  expect(parseJson(text, true)).toEqual({ value: { a: { b: 3 }, l: [{ x: 1 }, { x: 2 }] }, duplicates: ['a.b', 'l[1].x', 'a'] });
  expect(parseJson(text).duplicates).toEqual([]);
});
