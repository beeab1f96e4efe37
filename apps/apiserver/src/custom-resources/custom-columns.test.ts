import type { CustomResourceColumnDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { customColumns } from './custom-columns';

const now = new Date('2026-01-01T00:00:00Z');
const object = {
  metadata: { name: 'a', creationTimestamp: '2025-12-31T23:58:00Z' },
  spec: {
    text: 'x',
    count: 5,
    half: 1.5,
    is: false,
    list: [1, 'b'],
    map: { b: 1, a: 2 },
    none: null,
    then: '2025-12-31T00:00:00Z',
    ahead: '2026-01-02T00:00:00Z',
    soon: '2026-01-01T00:00:01Z',
  },
};
const cell = (type: string, jsonPath: string): unknown =>
  customColumns([{ name: 'C', type, jsonPath }])[1]?.value(object, { now });

// A cell has its column's type, or nothing.
test.each<[type: string, path: string, cell: unknown]>([
  ['string', '.spec.text', 'x'],
  ['string', '.spec.count', '5'],
  ['string', '.spec.is', 'false'],
  ['string', '.spec.list', '[1,"b"]'],
  ['string', '.spec.map', '{"a":2,"b":1}'],
  ['string', '.spec.list[*]', '1'],
  ['string', '.spec.nothing', null],
  ['integer', '.spec.count', 5],
  ['integer', '.spec.half', 1],
  ['integer', '.spec.text', null],
  ['number', '.spec.half', 1.5],
  ['number', '.spec.text', null],
  ['boolean', '.spec.is', false],
  ['boolean', '.spec.text', null],
  ['date', '.metadata.creationTimestamp', '2m'],
  ['date', '.spec.then', '24h'],
  ['date', '.spec.soon', '0s'],
  ['date', '.spec.ahead', '<invalid>'],
  ['date', '.spec.text', '<invalid>'],
  ['date', '.spec.count', null],
])('%s of %s: %p', (type, path, expected) => expect(cell(type, path)).toBe(expected));

const names = (columns?: CustomResourceColumnDefinition[]) => customColumns(columns).map(({ name }) => name);

test('without columns there is the age, and a path that is none ends them', () => {
  expect(names()).toEqual(['Name', 'Age']);
  const [good, bad] = ['.spec.text', '.spec['].map((jsonPath, index) => ({
    name: `${index}`,
    type: 'string',
    jsonPath,
  }));
  expect(names([good!, bad!, good!])).toEqual(['Name', '0']);
});
