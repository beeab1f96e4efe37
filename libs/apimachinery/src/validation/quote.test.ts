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
])('quotes %j as Go does', (text, quoted) => expect(quote(text)).toBe(quoted));
