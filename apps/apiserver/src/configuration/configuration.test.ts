import { flag, listOf, object, oneOf, required, text, whole } from './fields';
import { parseConfiguration } from './read-file';

const read = object({
  name: text,
  count: whole,
  isOn: flag,
  kinds: listOf(oneOf('a', 'b')),
  part: object({ a: text }),
});
const kind = { kind: 'Thing', apiVersions: ['example.com/v1'], read };
const HEAD = 'kind: Thing\napiVersion: example.com/v1\n';

test.each<[string, unknown]>([
  ['', {}],
  [
    'name: a\ncount: 3\nisOn: true\nkinds: [a, b]\npart: {a: b}',
    { name: 'a', count: 3, isOn: true, kinds: ['a', 'b'], part: { a: 'b' } },
  ],
  ['part: null', {}],
])('%j is %j', (body, expected) => expect(parseConfiguration(HEAD + body, kind)).toEqual(expected));

test.each<[string, string]>([
  ['kind: Other', 'expected Thing in example.com/v1, got "Other" in ""'],
  [`${HEAD}none: 1`, 'unknown field "none"'],
  [`${HEAD}part: {z: 1}`, 'unknown field "part.z"'],
  [`${HEAD}name: 1`, 'name: expected a text, got 1'],
  [`${HEAD}count: a`, 'count: expected a whole number, got "a"'],
  [`${HEAD}kinds: [a, c]`, 'kinds[1]: expected one of a, b, got "c"'],
  [`${HEAD}kinds: {}`, 'kinds: expected a list, got {}'],
])('%j: %s', (content, problem) => expect(() => parseConfiguration(content, kind)).toThrow(problem));

test('what has to be there is asked for', () => {
  expect(required('a', 'name')).toBe('a');
  expect(() => required('', 'name')).toThrow('name: Required value');
});
