import { encodeFormat, encodeWord, mapFile, pathForms } from './encode';

test.each<[string, string[]]>([
  ['/', ['/']],
  ['/shop/a-b_c.d~e', ['/shop/a-b_c.d~e']],
  ['/a b', ['/a%20b']],
  ['/a\nb', ['/a%0Ab']],
  ['/a\tb', ['/a%09b']],
  ['/a"b', ['/a%22b', '/a"b']],
  ["/a'b", ["/a'b"]],
  ['/a#b', ['/a%23b']],
  ['/a?b', ['/a%3Fb']],
  ['/a\\b', ['/a%5Cb', '/a\\b']],
  ['/a%20b', ['/a%20b']],
  ['/%', ['/%']],
  ['/ä', ['/%C3%A4']],
  ['/\ud800', ['/%EF%BF%BD']],
  ['/\u0000\u007f', ['/%00%7F']],
])('the path %j may come as %j', (path, forms) => expect(pathForms(path)).toEqual(forms));

test.each(['', 'a b', 'a\nb', '#a', 'ä', 'a\u0000'])('the key %j stands in no map', (key) => {
  expect(() => mapFile([[key, 'x']])).toThrow('cannot stand in a map');
});

test('a line for each', () => {
  expect(
    mapFile([
      ['a/', 'x'],
      ['"b', 'y'],
    ]),
  ).toBe('a/ x\n"b y\n');
});

test.each([
  ['', '""'],
  ['plain/x-1.2:3_4', 'plain/x-1.2:3_4'],
  ['a b', 'a\\x20b'],
  ['}', '\\x7d'],
  ['"\'\\$#', '\\x22\\x27\\x5c\\x24\\x23'],
  ['a\nb', 'a\\x0ab'],
  ['ä', '\\xc3\\xa4'],
])('the word %j is written %s', (text, word) => expect(encodeWord(text)).toBe(word));

test('a percent sign stands for itself', () => {
  expect(encodeFormat('%[src]')).toBe('\\x25\\x25\\x5bsrc\\x5d');
});
