import { applyMergePatch } from './merge-patch';
import { semanticEqual } from './semantic-equal';

describe('merge patch (the examples of RFC 7386)', () => {
  test.each<[object, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ a: 'foo' }, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  ])('%j + %j', (object, patch, expected) => {
    const before = structuredClone(object);
    expect(applyMergePatch(object, patch)).toEqual(expected);
    expect(object).toEqual(before);
  });

  test('what a patch goes into has its members by name, and all else as it was', () => {
    const object = { z: { d: 1, c: 2 }, y: { b: 1, a: 2 } };
    expect(JSON.stringify(applyMergePatch(object, { y: { n: 1 } }))).toBe(
      '{"y":{"a":2,"b":1,"n":1},"z":{"d":1,"c":2}}',
    );
  });

  test('null is no patch', () => expect(() => applyMergePatch({}, null)).toThrow('Invalid JSON Patch'));

  test('a patch that is no object is refused', () => {
    expect(() => applyMergePatch({}, ['c'])).toThrow(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  });
});

test.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: undefined }, {}, true],
  [{}, { a: null }, true],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
  [{ a: {} }, {}, false],
  [[], {}, false],
  [1, '1', false],
  [{ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 1 }] } }, true],
])('semanticEqual(%j, %j) is %s', (a, b, equal) => {
  expect(semanticEqual(a, b)).toBe(equal);
  expect(semanticEqual(b, a)).toBe(equal);
});
