import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { growthRatio } from '../testing';
import { applyStrategicMergePatch } from './strategic-merge-patch';

const DEPLOYMENT = schema.of('kubets.apps.v1.Deployment');
const SERVICE = schema.of('kubets.core.v1.Service');
const POD = schema.of('kubets.core.v1.Pod');

const port = (number: number, more: object = {}) => ({ port: number, ...more });
const containers = (...list: object[]) => ({ spec: { template: { spec: { containers: list } } } });

const cases: [string, { message: MessageSchema; object: object; patch: unknown; expected: object }][] = [
  [
    'merges maps and deletes by null',
    {
      message: POD,
      object: { metadata: { labels: { a: '1', b: '2' } } },
      patch: { metadata: { labels: { a: null, c: '3' } } },
      expected: { metadata: { labels: { b: '2', c: '3' } } },
    },
  ],
  [
    'merges containers by name and leaves the others',
    {
      message: DEPLOYMENT,
      object: containers({ name: 'a', image: '1' }, { name: 'b', image: '1' }),
      patch: containers({ name: 'b', image: '2' }),
      expected: containers({ name: 'a', image: '1' }, { name: 'b', image: '2' }),
    },
  ],
  [
    'puts a new element where $setElementOrder says',
    {
      message: DEPLOYMENT,
      object: containers({ name: 'a' }, { name: 'b' }),
      patch: {
        spec: {
          template: {
            spec: { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }], containers: [{ name: 'c' }] },
          },
        },
      },
      expected: containers({ name: 'c' }, { name: 'a' }, { name: 'b' }),
    },
  ],
  [
    'reorders with $setElementOrder alone',
    {
      message: SERVICE,
      object: { spec: { ports: [port(80), port(81)] } },
      patch: { spec: { '$setElementOrder/ports': [port(81), port(80)] } },
      expected: { spec: { ports: [port(81), port(80)] } },
    },
  ],
  [
    'deletes an element',
    {
      message: SERVICE,
      object: { spec: { ports: [port(80), port(443)] } },
      patch: { spec: { ports: [{ $patch: 'delete', port: 80 }] } },
      expected: { spec: { ports: [port(443)] } },
    },
  ],
  [
    'replaces a list',
    {
      message: SERVICE,
      object: { spec: { ports: [port(80), port(443)] } },
      patch: { spec: { ports: [{ $patch: 'replace' }, port(81)] } },
      expected: { spec: { ports: [port(81)] } },
    },
  ],
  [
    'replaces a map',
    {
      message: POD,
      object: { spec: { nodeSelector: { a: '1' } } },
      patch: { spec: { nodeSelector: { $patch: 'replace', b: '2' } } },
      expected: { spec: { nodeSelector: { b: '2' } } },
    },
  ],
  [
    'empties a map with $patch: delete',
    {
      message: POD,
      object: { metadata: { labels: { a: '1' } } },
      patch: { metadata: { labels: { $patch: 'delete' } } },
      expected: { metadata: { labels: {} } },
    },
  ],
  [
    'keeps only $retainKeys, as kubectl sends for a changed volume',
    {
      message: POD,
      object: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      patch: { spec: { volumes: [{ $retainKeys: ['name', 'configMap'], name: 'v', configMap: { name: 'c' } }] } },
      expected: { spec: { volumes: [{ name: 'v', configMap: { name: 'c' } }] } },
    },
  ],
  [
    '$retainKeys in a deployment strategy',
    {
      message: DEPLOYMENT,
      object: { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      patch: { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      expected: { spec: { strategy: { type: 'Recreate' } } },
    },
  ],
  [
    'adds to a list of primitives once, and deletes from it',
    {
      message: POD,
      object: { metadata: { finalizers: ['a/x', 'b/x'] } },
      patch: { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/x'], finalizers: ['b/x', 'c/x'] } },
      expected: { metadata: { finalizers: ['b/x', 'c/x'] } },
    },
  ],
  [
    'replaces lists without a merge strategy',
    {
      message: DEPLOYMENT,
      object: containers({ name: 'a', command: ['x', 'y'] }),
      patch: containers({ name: 'a', command: ['z'] }),
      expected: containers({ name: 'a', command: ['z'] }),
    },
  ],
  [
    'takes a list that is new as it is, with what stands in it twice',
    {
      message: POD,
      object: {},
      patch: { spec: { volumes: [{ name: 'v', a: null }, { name: 'v' }] }, metadata: { finalizers: ['a/b', 'a/b'] } },
      expected: { spec: { volumes: [{ name: 'v' }, { name: 'v' }] }, metadata: { finalizers: ['a/b', 'a/b'] } },
    },
  ],
  [
    'drops an object inside what is new that says what is to be done with it',
    {
      message: POD,
      object: { spec: {} },
      patch: { spec: { securityContext: { $patch: 'replace', runAsUser: 5 }, nodeSelector: { $patch: 'delete' } } },
      expected: { spec: {} },
    },
  ],
  [
    'drops deletions inside what is new',
    {
      message: POD,
      object: {},
      patch: { metadata: { labels: { a: '1', b: null } }, spec: { containers: [{ $patch: 'delete', name: 'x' }] } },
      expected: { metadata: { labels: { a: '1' } }, spec: { containers: [] } },
    },
  ],
];

test.each(cases)('%s', (_, { message, object, patch, expected }) => {
  const before = structuredClone(object);
  expect(applyStrategicMergePatch(object, patch, message)).toEqual(expected);
  expect(object).toEqual(before);
});

describe('refusals', () => {
  const ports = (value: unknown) => ({ spec: { ports: value } });
  const refused: [string, unknown, string][] = [
    ['no object', [], 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [
      'an element without its key',
      ports([{ nodePort: 1 }]),
      'map: map[nodePort:1] does not contain declared merge key: port',
    ],
    [
      'a key that is no scalar',
      ports([{ port: { toString: 1 } }]),
      'map: map[port:map[toString:1]] does not contain declared merge key: port',
    ],
    [
      'a deletion without its key',
      ports([{ $patch: 'delete' }]),
      'map: map[$patch:delete] does not contain declared merge key: port',
    ],
    ['a number among objects', ports([7]), 'list element types are not identical: [[map[port:1]] [7]]'],
    ['null among objects', ports([null]), 'list element types are not identical: [[map[port:1]] [<nil>]]'],
    [
      'a merge as a directive',
      ports([{ $patch: 'merge', port: 1 }]),
      'merging lists cannot yet be specified in the patch',
    ],
    [
      'an unknown directive of an element',
      ports([{ $patch: 'constructor', port: 1 }]),
      'unknown patch type: constructor in map: map[$patch:constructor port:1]',
    ],
    ['an unknown directive', { spec: { $patch: 'x' } }, 'unknown patch type: x in map: map[$patch:x]'],
    [
      '__proto__ as a directive',
      { spec: { $patch: '__proto__' } },
      'unknown patch type: __proto__ in map: map[$patch:__proto__]',
    ],
    [
      'a directive that is no text',
      { spec: { $patch: { toString: 1 } } },
      'unknown patch type: map[toString:%!s(int64=1)] in map: map[$patch:map[toString:1]]',
    ],
    [
      'keys that $retainKeys does not list',
      { spec: { $retainKeys: ['type'], clusterIP: 'x' } },
      'invalid patch format of retainKeys',
    ],
    ['$retainKeys that are no list', { spec: { $retainKeys: 7 } }, 'invalid patch format of retainKeys'],
    [
      'an order that is no list',
      { spec: { '$setElementOrder/ports': {} } },
      'expected a []interface {}, but received a map[string]interface {}',
    ],
    ['an order of numbers', { spec: { '$setElementOrder/ports': [7] } }, 'value for key 0 is not a map'],
    [
      'an order without keys',
      { spec: { '$setElementOrder/ports': [{ x: 1 }] } },
      'map: map[x:1] does not contain declared merge key: port',
    ],
    [
      'an order that lacks an element',
      { spec: { '$setElementOrder/ports': [{ port: 81 }], ports: [{ port: 82 }] } },
      "The order in patch list:\n[map[port:82]]\n doesn't match $setElementOrder list:\n[map[port:81]]\n",
    ],
    ['a number as a directive', { spec: { $patch: 5 } }, 'unknown patch type: %!s(int64=5) in map: map[$patch:5]'],
    ['a merge of an object as a directive', { $patch: 'merge' }, 'unknown patch type: merge in map: map[$patch:merge]'],
    [
      'an order of an unknown field',
      { spec: { '$setElementOrder/foo': [1] } },
      'unable to find api field in struct ServiceSpec for the json field "foo"',
    ],
    [
      'an order of what is no list',
      { spec: { '$setElementOrder/clusterIP': ['x'] } },
      'expected a []interface {}, but received a string',
    ],
    ['what is nested too deep', JSON.parse('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)), 'invalid JSON patch'],
  ];
  test.each(refused)('%s', (_, patch, text) => {
    expect.assertions(1);
    try {
      applyStrategicMergePatch({ spec: { clusterIP: 'None', ports: [port(1)] } }, patch, SERVICE);
    } catch (error) {
      expect(error).toMatchObject({ code: 400, message: text });
    }
  });

  test('an order that lacks a text', () => {
    const patch = { metadata: { '$setElementOrder/finalizers': ['b'], finalizers: ['c'] } };
    expect(() => applyStrategicMergePatch({ metadata: {} }, patch, POD)).toThrow(
      "The order in patch list:\n[c]\n doesn't match $setElementOrder list:\n[b]\n",
    );
  });

  test('lists in lists', () => {
    expect(() =>
      applyStrategicMergePatch({ metadata: { finalizers: [['a']] } }, { metadata: { finalizers: [['b']] } }, SERVICE),
    ).toThrow('the server rejected our request');
  });
});

test('what Kubernetes overlooks is overlooked', () => {
  const object = { metadata: { labels: { a: 'b' }, finalizers: ['a/b'] } };
  for (const deletions of [
    { '$deleteFromPrimitiveList/finalizers': {} },
    { '$deleteFromPrimitiveList/labels': ['a'] },
    { '$deleteFromPrimitiveList/finalizers': [{}] },
  ]) {
    expect(applyStrategicMergePatch(object, { metadata: deletions }, POD)).toEqual(object);
  }
});

test.each(['__proto__', 'constructor', 'toString'])('%s is a key like any other', (name) => {
  const patch = JSON.parse(`{"metadata":{"labels":{"${name}":"v"}},"data":{"${name}":"w"}}`) as object;
  expect(JSON.stringify(applyStrategicMergePatch({}, patch, schema.of('kubets.core.v1.ConfigMap')))).toBe(
    JSON.stringify(patch),
  );
});

test('the time of a merge by key grows with the lists', () => {
  const list = (size: number, from: number) =>
    Array.from({ length: size }, (_, index) => ({ name: `c${from + index}`, image: 'x' }));
  const lists = (size: number) => [list(size, 0), list(size, size / 2).reverse()];
  const merged = ([containers, more]: object[][]) =>
    applyStrategicMergePatch({ spec: { containers } }, { spec: { containers: more } }, POD);
  expect((merged(lists(2_000)) as { spec: { containers: unknown[] } }).spec.containers).toHaveLength(3_000);
  expect(growthRatio(lists, merged, 2_000)).toBeLessThan(5);
});
