import { quote } from './quote';

test.each([
  ['plain text', '"plain text"'],
  ['"\\', String.raw`"\"\\"`],
  ['\u0007\b\f\n\r\t\v', String.raw`"\a\b\f\n\r\t\v"`],
  ['\u0000\u001f\u007f', String.raw`"\x00\x1f\x7f"`],
  ['\u00a0\u0085\u200b\ufeff', String.raw`"\u00a0\u0085\u200b\ufeff"`],
  ['\u{e0001}', String.raw`"\U000e0001"`],
  ['é €😀', '"é €😀"'],
  ['\ud800', '"\ufffd"'],
  ['a"\n\t\\é', String.raw`"a\"\n\t\\é"`],
  ['a\u200b\ud800-\u{e0001}"\nb', '"a\\u200b\ufffd-\\U000e0001\\"\\nb"'],
])('quotes %j as Go does', (text, quoted) => expect(quote(text)).toBe(quoted));

test.each(['\u200b', 'a\u200b', '\u0001', '\u{e0001}x'])('quotes many of %j as one', (part) => {
  const one = quote(part).slice(1, -1);
  expect(quote(part.repeat(10_001))).toBe(`"${one.repeat(10_001)}"`);
});
