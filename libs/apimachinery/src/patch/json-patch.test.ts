import fc from 'fast-check';
import { StatusError } from '../errors/status-error';
import { growthRatio } from '../testing';
import { applyJsonPatch, jsonPatchSteps } from './json-patch';

const REFUSED = 'the server rejected our request due to an error in our request';

function failure(run: () => unknown): { code: number; message: string } {
  try {
    run();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { code: error.code, message: error.message };
  }
  throw new Error('nothing was thrown');
}

const nested = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
const own = (text: string): object => JSON.parse(text) as object;

describe('what the operations do', () => {
  test.each<[object, object[], object]>([
    [{ a: 1 }, [{ op: 'replace', path: '/a', value: 2 }], { a: 2 }],
    [
      { a: [1, 3] },
      [
        { op: 'add', path: '/a/1', value: 2 },
        { op: 'add', path: '/a/-', value: 4 },
      ],
      { a: [1, 2, 3, 4] },
    ],
    [{ 'a/b': 1, c: 2 }, [{ op: 'remove', path: '/a~1b' }], { c: 2 }],
    [{ 'a~1b': 1, c: 2 }, [{ op: 'remove', path: '/a~01b' }], { c: 2 }],
    [
      { a: 1 },
      [
        { op: 'test', path: '/a', value: 1 },
        { op: 'move', from: '/a', path: '/b' },
      ],
      { b: 1 },
    ],
    [
      { a: { x: 1 } },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/b/y', value: 2 },
      ],
      { a: { x: 1 }, b: { x: 1, y: 2 } },
    ],
    [
      { a: { x: [1] } },
      [
        { op: 'add', path: '/a/x/-', value: 2 },
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'remove', path: '/a/x/0' },
      ],
      { a: { x: [2] }, b: { x: [1, 2] } },
    ],
    // As in Kubernetes: a replacement of what is not there adds, a list counts from its end, leading zeros are read.
    [{ a: {} }, [{ op: 'replace', path: '/a/b', value: 1 }], { a: { b: 1 } }],
    [
      { a: [1, 2, 3] },
      [
        { op: 'remove', path: '/a/-1' },
        { op: 'replace', path: '/a/01', value: 9 },
      ],
      { a: [1, 9] },
    ],
    [{ a: 1 }, [{ op: 'add', path: '/b' }], { a: 1, b: null }],
    [
      { a: 1 },
      [
        { op: 'test', path: '/b', value: null },
        { op: 'test', path: '/b' },
      ],
      { a: 1 },
    ],
    [
      { a: 1 },
      [
        { op: 'test', path: '', value: { a: 1 } },
        { op: 'replace', path: '', value: { b: 1 } },
      ],
      { b: 1 },
    ],
    [{ a: { b: 1, c: [{}] } }, [{ op: 'test', path: '/a', value: { c: [{}], b: 1 } }], { a: { b: 1, c: [{}] } }],
  ])('%j with %j', (object, patch, expected) => {
    const before = structuredClone(object);
    expect(applyJsonPatch(object, patch)).toEqual(expected);
    expect(object).toEqual(before);
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    '%s is a name like any other',
    (name) => {
      const result = applyJsonPatch({ data: {} }, [
        { op: 'test', path: `/data/${name}`, value: null },
        { op: 'add', path: `/data/${name}`, value: {} },
        { op: 'add', path: `/data/${name}/polluted`, value: 'yes' },
        { op: 'copy', from: '/data', path: '/copied' },
      ]);
      const data = JSON.stringify({ [name === '__proto__' ? '' : name]: { polluted: 'yes' } }).replace(
        '""',
        '"__proto__"',
      );
      expect(JSON.stringify(result)).toBe(`{"data":${data},"copied":${data}}`);
      expect(({} as { polluted?: string }).polluted).toBeUndefined();
      expect(failure(() => applyJsonPatch({ data: {} }, [{ op: 'remove', path: `/data/${name}` }])).code).toBe(422);
      expect(failure(() => applyJsonPatch({ data: {} }, [{ op: 'add', path: `/data/${name}/x`, value: 1 }])).code).toBe(
        422,
      );
    },
  );

  test('the same patch can be applied again', () => {
    const patch = [
      { op: 'add', path: '/a', value: { list: [1] } },
      { op: 'add', path: '/a/list/-', value: 2 },
    ];
    expect([applyJsonPatch({}, patch), applyJsonPatch({}, patch)]).toEqual([
      { a: { list: [1, 2] } },
      { a: { list: [1, 2] } },
    ]);
  });
});

describe('refusals', () => {
  test.each<[string, unknown, number, string]>([
    [
      'no list',
      {},
      400,
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    ],
    [
      'an operation that is none',
      [7],
      400,
      'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp',
    ],
    [
      'a path that is no text',
      [{ op: 'add', path: { toString: 1 } }],
      400,
      'error decoding patch: json: cannot unmarshal object into Go struct field jsonPatchOp.path of type string',
    ],
    ['null', [null], 422, REFUSED],
    ['a failed test', [{ op: 'test', path: '/a', value: 2 }], 422, REFUSED],
    ['a path that is not there', [{ op: 'remove', path: '/b' }], 422, REFUSED],
    ['no path', [{ op: 'remove' }], 422, REFUSED],
    ['a name of JavaScript', [{ op: 'constructor', path: '/a' }], 422, REFUSED],
    ['the root removed', [{ op: 'remove', path: '' }], 422, REFUSED],
    ['the root moved into itself', [{ op: 'move', from: '', path: '/a' }], 422, REFUSED],
    ['an object moved into itself', [{ op: 'move', from: '/o', path: '/o/p' }], 422, REFUSED],
    ['the root replaced by null', [{ op: 'replace', path: '', value: null }], 422, REFUSED],
    [
      'the root replaced by a list',
      [{ op: 'replace', path: '', value: [1] }],
      422,
      ' "" is invalid: patch: Invalid value: "[1]": couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
    ],
    ['a member of a text', [{ op: 'add', path: '/a/length', value: 1 }], 422, REFUSED],
    ...['99999999999', '1e3', '4294967296', '-5', '9'.repeat(400), '', ' 1', 'length'].map(
      (index): [string, unknown, number, string] => [
        `index ${index}`,
        [{ op: 'add', path: `/list/${index}`, value: 1 }],
        422,
        REFUSED,
      ],
    ),
    ['a value nested too deep', [{ op: 'add', path: '/a', value: nested(5_000) }], 400, 'invalid JSON patch'],
    [
      'too many operations',
      Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: 1 })),
      413,
      'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    ],
    [
      'copies that double',
      Array.from({ length: 24 }, () => ({ op: 'copy', from: '/list', path: '/list/-' })),
      422,
      REFUSED,
    ],
    [
      'copies beyond 3 MB',
      Array.from({ length: 20 }, (_, index) => ({ op: 'copy', from: '/text', path: `/text${index}` })),
      422,
      REFUSED,
    ],
  ])('%s', (_, patch, code, message) => {
    expect(failure(() => applyJsonPatch({ a: 1, o: {}, list: [1, 2, 3], text: 'x'.repeat(200_000) }, patch))).toEqual({
      code,
      message,
    });
  });

  test('copies up to the limit are made', () => {
    const patch = Array.from({ length: 15 }, (_, index) => ({ op: 'copy', from: '/text', path: `/text${index}` }));
    expect(Object.keys(applyJsonPatch({ text: 'x'.repeat(200_000) }, patch))).toHaveLength(16);
  });

  test('a document that grows deeper with every operation is refused, not walked', () => {
    const deeper = [
      { op: 'add', path: '/b', value: {} },
      { op: 'move', from: '/a', path: '/b/a' },
      { op: 'move', from: '/b', path: '/a' },
    ];
    const patch = Array.from({ length: 3_000 }, () => deeper).flat();
    expect(failure(() => applyJsonPatch({ a: {} }, patch))).toEqual({
      code: 422,
      message: ' "" is invalid: patch: Invalid value: "": exceeded max depth',
    });
  });
});

describe('time grows with the patch', () => {
  const operations = (count: number, make: (index: number) => object) =>
    Array.from({ length: count }, (_, index) => make(index));
  const mapOf = (size: number) => ({
    data: Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, 'v'])),
  });
  const listOf = (size: number) => ({ list: Array.from({ length: size }, () => 0) });

  test.each<[string, (size: number) => object, (size: number, index: number) => object]>([
    ['additions to a map', () => ({ data: {} }), (_, index) => ({ op: 'add', path: `/data/k${index}`, value: 'v' })],
    ['insertions at the front of a list', () => ({ list: [] }), () => ({ op: 'add', path: '/list/0', value: 'v' })],
    [
      'insertions into the middle of a list',
      (size) => listOf(4 * size),
      (size) => ({ op: 'add', path: `/list/${size}`, value: 'v' }),
    ],
    ['a list taken apart', listOf, () => ({ op: 'remove', path: '/list/0' })],
    ['tests of a member', mapOf, (_, index) => ({ op: 'test', path: `/data/k${index}`, value: 'v' })],
    ['moves', mapOf, (_, index) => ({ op: 'move', from: `/data/k${index}`, path: `/data/m${index}` })],
    [
      'replacements and tests of a list',
      (size) => listOf(size),
      (_, index) =>
        index % 2 ? { op: 'test', path: '/list/1', value: 1 } : { op: 'replace', path: '/list/1', value: 1 },
    ],
  ])('%s', (_, object, operation) => {
    const input = (size: number) => ({ of: object(size), patch: operations(size, (index) => operation(size, index)) });
    expect(growthRatio(input, ({ of, patch }) => applyJsonPatch(of, patch))).toBeLessThan(5);
  });
});

test('copies of many small lists take many steps', () => {
  const doubled = Array.from({ length: 14 }, () => ({ op: 'copy', from: '/x', path: '/x/-' }));
  let count = 0;
  for (const steps = jsonPatchSteps({ x: [1] }, doubled); !steps.next().done;) count++;
  expect(count).toBeGreaterThan(100);
});

test('any list of operations is applied or refused with a 4xx, and changes nothing that is shared', () => {
  const token = fc.constantFrom('a', 'b', '0', '-', '-1', '01', '__proto__', 'constructor', '~0', '~1', '~', '');
  const path = fc.oneof(
    fc.constant(''),
    fc.array(token, { maxLength: 4 }).map((tokens) => tokens.map((one) => `/${one}`).join('')),
  );
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
      path,
      from: path,
      value: fc.jsonValue({ maxDepth: 3 }),
    },
    { requiredKeys: ['op'] },
  );
  const start = own('{"a":{"b":[1,{"a":2}],"__proto__":{"a":1}},"b":["x"]}');
  const before = JSON.stringify(start);
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: operation }, fc.jsonValue({ maxDepth: 1 })), { maxLength: 8 }),
      (patch) => {
        try {
          expect(typeof applyJsonPatch(start, patch)).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(StatusError);
          expect([400, 413, 422]).toContain((error as StatusError).code);
        }
        expect(JSON.stringify(start)).toBe(before);
        expect(Object.keys(Object.prototype)).toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('copies of many small lists take many steps, each of them short', () => {
  const copies = Array.from({ length: 16 }, () => ({ op: 'copy', from: '/list', path: '/list/-' }));
  const steps = jsonPatchSteps({ list: [['a']] }, copies);
  let count = 0;
  while (!steps.next().done) count++;
  // 65,536 lists of one or two, none of them long enough for a step of its own.
  expect(count).toBeGreaterThan(200);
});
