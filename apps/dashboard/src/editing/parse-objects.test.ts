import { growthRatio } from '@kubets/apimachinery/testing';
import { parseObjects } from './parse-objects';

test('documents of a text, those that are empty aside', () => {
  const text =
    '---\napiVersion: v1\nkind: A\nmetadata: { name: x }\n---\n# nothing\n---\n{ "apiVersion": "v1", "kind": "B", "metadata": { "name": "y" } }\n';
  expect(parseObjects(text).map(({ kind }) => kind)).toEqual(['A', 'B']);
});

const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, index) => `b${index}: &b${index} [*${index === 0 ? 'a' : `b${index - 1}`}, *${index === 0 ? 'a' : `b${index - 1}`}, *${index === 0 ? 'a' : `b${index - 1}`}]`).join('\n')}`;

test.each([
  ['', 'there is no object in it'],
  ['a: [', 'unexpected end of the stream within a flow collection (1:5)'],
  ['a: 1\na: 2', 'duplicated mapping key (2:1)'],
  ['a: &a [*a]', 'aliases'],
  ['['.repeat(1000), 'nesting exceeded maxDepth (200)'],
  ['[]', 'an object is wanted'],
  ['kind: A', 'apiVersion is missing'],
  ['apiVersion: v1\nmetadata: { name: x }', 'kind is missing'],
  ['apiVersion: v1\nkind: A\nmetadata: {}', 'metadata.name is missing'],
  [bomb, 'alias'],
  ['apiVersion: v1\nkind: A\nmetadata: { name: x }\n---\n'.repeat(101), 'at most 100 objects'],
])('%j is refused', (text, message) => expect(() => parseObjects(text)).toThrow(message));

test.each(['x: "', "x: '", '!!x ', '- ', '? ', '[', 'a:\n', '[,', ': ', '&a ', '---\n', '%a\n', '\t', '<<: {a: b}\n'])(
  'a text that repeats %j takes time by its length',
  (part) => {
    const parse = (text: string) => {
      try {
        parseObjects(text);
      } catch {
        // Most are refused, which is what takes its time.
      }
    };
    expect(growthRatio((size) => part.repeat(size), parse, 2000)).toBeLessThan(4);
  },
);
