import { MAX_TEXT_DEPTH, MAX_TEXT_VALUES } from '../json/depth';
import { StatusError } from '../errors/status-error';
import { parseJson, parseSteps } from './parse-json';
import { atOnce, type Steps } from '../steps/steps';

describe('parseJson says where a text breaks', () => {
  const cases: [string, string][] = [
    ['', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['nul', "invalid character ' ' in literal null (expecting 'l')"],
    ['{"a":-}', "invalid character '}' in numeric literal"],
    ['{"a":01}', "invalid character '1' after object key:value pair"],
    ['{"a":1e}', "invalid character '}' in exponent of numeric literal"],
    ['{"a":1.', "invalid character ' ' after decimal point in numeric literal"],
    ['{"a":1e+x', "invalid character 'x' in exponent of numeric literal"],
    [String.raw`{"a":"\x"}`, "invalid character 'x' in string escape code"],
    [String.raw`{"a":"\u12g4"}`, String.raw`invalid character 'g' in \u hexadecimal character escape`],
    ['{"a":"\u0001"}', String.raw`invalid character '\x01' in string literal`],
    ['{"a":"\n"}', String.raw`invalid character '\n' in string literal`],
    ['{"a":"x', 'unexpected end of JSON input'],
    ["{'a':1}", String.raw`invalid character '\'' looking for beginning of object key string`],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['\ufeff{}', "invalid character 'ï' looking for beginning of value"],
    ['{"a":9007199254740993', 'unexpected end of JSON input'],
    [`${'['.repeat(1_000_000)}`, `exceeded max depth of ${MAX_TEXT_DEPTH} at [0][0]`],
    [`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`, `exceeded max depth of ${MAX_TEXT_DEPTH} at a.a.a`],
  ];
  test.each(cases)('%.40j', (text, expected) => {
    expect(() => parseJson(text)).toThrow(`couldn't get version/kind; json parse error: ${expected}`);
    expect(() => parseJson(text)).toThrow(StatusError);
  });
});

test('what nests just as deep as allowed is read', () => {
  expect(() =>
    atOnce(parseJson(`${'['.repeat(MAX_TEXT_DEPTH)}${']'.repeat(MAX_TEXT_DEPTH)}`).duplicates()),
  ).not.toThrow();
});

test.each([
  ['a list', (count: number) => `[${Array(count).fill('{}').join(',')}]`, 2],
  ['an object', (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":0`).join(',')}}`, 1],
  ['an object of one key', (count: number) => `{${Array(count).fill('"k":0').join(',')}}`, 1],
])('%s holds as many values as are allowed, and no more', (_what, textOf, each) => {
  expect(() => parseJson(textOf(MAX_TEXT_VALUES / each))).not.toThrow();
  expect(() => parseJson(textOf(MAX_TEXT_VALUES / each + 1))).toThrow(
    `Request entity too large: limit is ${MAX_TEXT_VALUES} values`,
  );
});

test('commas and brackets in a string are no values', () => {
  expect(parseJson(`{"a":"${',['.repeat(MAX_TEXT_VALUES)}"}`).value).toEqual({ a: ',['.repeat(MAX_TEXT_VALUES) });
});

test('parseJson finds keys given twice, at any depth, with their paths', () => {
  const text = '{"a":{"b":1,"b":2},"l":[{"x":1},{"x":1,"\\u0078":2}],"a":{"b":3}}';
  const { value, duplicates } = parseJson(text);
  expect(value).toEqual({ a: { b: 3 }, l: [{ x: 1 }, { x: 2 }] });
  expect(atOnce(duplicates())).toEqual(['duplicate field "a.b"', 'duplicate field "l[1].x"', 'duplicate field "a"']);
  expect(atOnce(parseJson('{"__proto__":{"x":1}}').duplicates())).toEqual([]);
});

test.each([
  ['"\\ud800"', '\ufffd'],
  ['"a\\uDC00b"', 'a\ufffdb'],
  ['"\\ud83d\\ude00"', '😀'],
  ['"\\ud83d\\ud83d\\ude00"', '\ufffd😀'],
  ['"\\\\ud800"', '\\ud800'],
  ['"\\\\\\ud800"', '\\\ufffd'],
])('%s holds whole characters only', (text, value) => {
  expect(parseJson(text).value).toBe(value);
});

test.each<[string, () => Steps<unknown>]>([
  ['half surrogates', () => parseSteps(JSON.stringify({ a: '@'.repeat(100_000) }).replaceAll('@', '\\ud800'))],
  ['many small lists', () => parseJson(JSON.stringify(Array(30_000).fill([[]]))).duplicates()],
])('%s take many steps', (_what, work) => {
  let count = 0;
  for (const steps = work(); !steps.next().done;) count++;
  expect(count).toBeGreaterThan(100);
});
