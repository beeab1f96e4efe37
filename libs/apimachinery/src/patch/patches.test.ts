import { StatusError } from '../errors/status-error';
import { applyJsonPatch } from './json-patch';
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

  test('a patch that is no object is refused', () => {
    expect(() => applyMergePatch({}, ['c'])).toThrow('error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}');
  });
});

describe('JSON patch', () => {
  test.each<[object, object[], object]>([
    [{ a: 1 }, [{ op: 'replace', path: '/a', value: 2 }], { a: 2 }],
    [{ a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }, { op: 'add', path: '/a/-', value: 4 }], { a: [1, 2, 3, 4] }],
    [{ 'a/b': 1, c: 2 }, [{ op: 'remove', path: '/a~1b' }], { c: 2 }],
    [{ a: 1 }, [{ op: 'test', path: '/a', value: 1 }, { op: 'move', from: '/a', path: '/b' }], { b: 1 }],
    [{ a: { x: 1 } }, [{ op: 'copy', from: '/a', path: '/b' }], { a: { x: 1 }, b: { x: 1 } }],
  ])('%j with %j', (object, patch, expected) => {
    const before = structuredClone(object);
    expect(applyJsonPatch(object, patch)).toEqual(expected);
    expect(object).toEqual(before);
  });

  test.each<[string, unknown, number, string]>([
    ['no list', {}, 400, 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    ['a failed test', [{ op: 'test', path: '/a', value: 2 }], 422, 'the server rejected our request due to an error in our request'],
    ['a path that is not there', [{ op: 'remove', path: '/b' }], 422, 'the server rejected our request due to an error in our request'],
    ['no operation', [{ op: 'x', path: '/a' }], 422, 'the server rejected our request due to an error in our request'],
    ['too many operations', Array.from({ length: 10001 }, () => ({ op: 'test', path: '/a', value: 1 })), 413, 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001'],
  ])('%s is refused', (_, patch, code, message) => {
    expect.assertions(2);
    try {
      applyJsonPatch({ a: 1 }, patch);
    } catch (error) {
      expect(error).toBeInstanceOf(StatusError);
      expect(error).toMatchObject({ code, message });
    }
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
