import { membersInText, membersInValue } from './member-count';

test.each<[string, number]>([
  ['1', 0],
  ['"a:b"', 0],
  ['{}', 0],
  ['{"a":1}', 1],
  ['{"a":1,"a":2}', 2],
  ['{"a\\":":{"b":[{"c":":"},{"c:\\\\":"\\\\"}]}}', 4],
  ['{ "a" : "\\"" , "b" : [ ] }', 2],
  ['{"__proto__":{"x":1}}', 2],
])('%s has %d members', (text, members) => {
  expect(membersInText(text)).toBe(members);
  const repeated = text === '{"a":1,"a":2}' ? 1 : 0;
  expect(membersInValue(JSON.parse(text))).toBe(members - repeated);
});
