import { growthRatio } from '../testing';
import { goJson, goJsonText } from './go-json';

// As Go's encoding/json writes them.
test.each<[string, string]>([
  ['<a href="x">&amp;</a>', '"\\u003ca href=\\"x\\"\\u003e\\u0026amp;\\u003c/a\\u003e"'],
  ['\u2028|\u2029', '"\\u2028|\\u2029"'],
  ['\u2027\u202a’é€😀', '"\u2027\u202a’é€😀"'],
  ['\u2028', '"\\u2028"'],
  ['plain', '"plain"'],
  ['\\u003c', '"\\\\u003c"'],
])('%j', (text, written) => {
  const json = JSON.stringify(text);
  expect(goJson(Buffer.from(json)).toString()).toBe(written);
  expect(goJsonText(json)).toBe(written);
  expect(JSON.parse(written)).toBe(text);
});

test('keys are texts, too', () => {
  expect(goJsonText(JSON.stringify({ 'a&b': ['<'] }))).toBe('{"a\\u0026b":["\\u003c"]}');
});

test('what needs nothing is not copied', () => {
  const json = Buffer.from('{"a":"’"}');
  expect(goJson(json)).toBe(json);
});

test('an end in the middle of a character is no escape', () => {
  const json = Buffer.from([0x26, 0xe2, 0x80]);
  expect(goJson(json)).toEqual(Buffer.concat([Buffer.from('\\u0026'), Buffer.from([0xe2, 0x80])]));
});

test.each(['&', '\u2028', '’'])('the time for %s grows with their number, not faster', (character) => {
  const text = (size: number) => Buffer.from(JSON.stringify(character.repeat(size)));
  expect(growthRatio(text, goJson, 40_000)).toBeLessThan(5);
});
