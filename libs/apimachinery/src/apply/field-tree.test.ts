import { atOnce } from '../steps/steps';
import { asFieldTree, fieldPaths, type FieldTree } from './field-tree';

const nested = (levels: number) => JSON.parse(`${'{"f:a":'.repeat(levels)}{}${'}'.repeat(levels)}`) as unknown;

test.each<[unknown, boolean]>([
  [{}, true],
  [{ 'f:spec': { '.': {}, 'k:{"name":"a"}': {} } }, true],
  [nested(90), true],
  [nested(3000), false],
  [{ 'f:a': null }, false],
  [{ 'f:a': 'text' }, false],
  [{ 'f:a': [] }, false],
  [JSON.parse('{"__proto__":{}}'), false],
  [undefined, false],
])('%.60j is a tree of fields: %s', (value, expected) => {
  expect(atOnce(asFieldTree(value))).toBe(expected ? value : undefined);
});

test.each<[FieldTree, string[]]>([
  [{ 'f:spec': { 'k:{"port":80}': {} } }, ['.spec[port=80]']],
  [{ 'f:spec': { 'k:{"path":"/a\\u0026b"}': {}, 'v:"\\u003c"': {} } }, ['.spec[="<"]', '.spec[path="/a&b"]']],
  [{ 'f:spec': { 'k:{broken': {}, 'k:5': {} } }, ['.spec[5]', '.spec[{broken]']],
])('%j names its fields, also where a client has written nonsense', (tree, expected) => {
  expect(atOnce(fieldPaths(tree)).sort()).toEqual(expected);
});

test('members of a node are named before what is in them, numbers by their size', () => {
  const tree: FieldTree = {
    'f:z': {},
    'f:list': { 'k:{"port":443}': { '.': {}, 'f:name': {} }, 'k:{"port":80}': { '.': {}, 'f:b': {}, 'f:a': {} } },
    'f:set': { 'v:10': {}, 'v:9': {}, 'v:"x"': {} },
    'f:a': { '.': {}, 'f:b': {} },
  };
  expect(atOnce(fieldPaths(tree))).toEqual([
    '.a',
    '.z',
    '.a.b',
    '.list[port=80]',
    '.list[port=443]',
    '.list[port=80].a',
    '.list[port=80].b',
    '.list[port=443].name',
    '.set[=9]',
    '.set[=10]',
    '.set[="x"]',
  ]);
});
