import { StoredObject } from '@kubets/store';
import { parse as parseYaml } from 'yaml';
import { listPieces, sizeOfList, typeHeadOf, type ListContent, type ListStyle } from './list-content';

const objects = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: { 'with\nlines': '- x\n  y: "z"\n\n' } } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'b' },
    data: { text: `  indented\nü ${'long '.repeat(60)}`, empty: '', number: '12', more: ' \n\n  x' },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', labels: {} }, list: [[], [{ a: null }]] },
];

function contentOf(values: object[], isReady = true): ListContent {
  const items = values.map((value, index) => StoredObject.fromObject(`/${index}`, value as never, 7));
  return {
    head: { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '9' } },
    field: 'items',
    items,
    element: ({ json }) => json,
    isReady,
    typeHead: typeHeadOf('v1', 'ConfigMap'),
  };
}

/** As they are in a list, which says for all of them what they are. */
const withoutType = ({ apiVersion: _apiVersion, kind: _kind, ...rest }: Record<string, unknown>) => rest;

function textOf(content: ListContent, style: ListStyle): string {
  return Buffer.concat([...listPieces(content, style)]).toString('utf8');
}

describe.each([0, 1, 3])('a list of %i', (count) => {
  const content = contentOf(objects.slice(0, count));
  const whole = { ...content.head, items: content.items.map(({ object }) => withoutType(object as never)) };

  test('is in JSON what it is as a whole, and as long as was said', () => {
    const text = textOf(content, 'json');
    expect(text).toBe(`${JSON.stringify(whole)}\n`);
    expect(sizeOfList(content)).toBe(Buffer.byteLength(text));
    expect(sizeOfList({ ...content, isReady: false })).toBeUndefined();
  });

  test('is pretty as a whole would be', () => {
    expect(textOf(content, 'pretty')).toBe(JSON.stringify(whole, null, 2));
  });

  test('means in YAML what it does in JSON', () => {
    expect(parseYaml(textOf(content, 'yaml'))).toEqual(whole);
  });
});

test('of some kinds nothing is null', () => {
  const content: ListContent = { ...contentOf([]), field: 'rows', noneIsNull: true };
  const whole = { ...content.head, rows: null };
  expect(textOf(content, 'json')).toBe(`${JSON.stringify(whole)}\n`);
  expect(textOf(content, 'pretty')).toBe(JSON.stringify(whole, null, 2));
  expect(parseYaml(textOf(content, 'yaml'))).toEqual(whole);
  expect(textOf({ ...content, items: contentOf(objects).items }, 'json')).toContain('"rows":[{');
});
