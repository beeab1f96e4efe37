import { parseFieldSelector } from './field-selector';

test.each<[string, Record<string, string>, boolean]>([
  ['', {}, true],
  ['spec.nodeName=a', { 'spec.nodeName': 'a' }, true],
  ['spec.nodeName==a', { 'spec.nodeName': 'b' }, false],
  ['status.phase!=Running', { 'status.phase': 'Pending' }, true],
  ['status.phase!=Running,spec.nodeName=a', { 'status.phase': 'Running', 'spec.nodeName': 'a' }, false],
  ['spec.nodeName=', {}, true],
  ['a=x\\,y\\=z\\\\', { a: 'x,y=z\\' }, true],
  ['reason=a!b', { reason: 'a!b' }, true],
])('%j', (text, fields, matches) => {
  expect(parseFieldSelector(text).matches(fields)).toBe(matches);
});

test('the value that a field has to have', () => {
  const selector = parseFieldSelector('metadata.name=x,type!=y');
  expect([selector.requiredValue('metadata.name'), selector.requiredValue('type'), selector.isEmpty()]).toEqual([
    'x',
    undefined,
    false,
  ]);
  expect(selector.toString()).toBe('metadata.name=x,type!=y');
  expect(parseFieldSelector('a=x\\,y').toString()).toBe('a=x\\,y');
});

test.each([
  ['nonsense', "invalid selector: 'nonsense'; can't understand 'nonsense'"],
  ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ['a=x\\', 'invalid field selector: invalid escape sequence: \\'],
  ['a=x=y', 'invalid field selector: unescaped character in value: 61'],
  ['metadata.name===x', 'invalid field selector: unescaped character in value: 61'],
])('%j is refused', (text, message) => {
  expect(() => parseFieldSelector(text)).toThrow(message);
});
