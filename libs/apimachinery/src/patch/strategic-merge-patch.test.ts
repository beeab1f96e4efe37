import { applyStrategicMergePatch } from './strategic-merge-patch';

const DEPLOYMENT = 'kubets.apps.v1.Deployment';
const SERVICE = 'kubets.core.v1.Service';
const POD = 'kubets.core.v1.Pod';

const port = (number: number, more: object = {}) => ({ port: number, ...more });
const containers = (...list: object[]) => ({ spec: { template: { spec: { containers: list } } } });

const cases: [string, { message: string; object: object; patch: unknown; expected: object }][] = [
  ['merges maps and deletes by null', {
    message: POD,
    object: { metadata: { labels: { a: '1', b: '2' } } },
    patch: { metadata: { labels: { a: null, c: '3' } } },
    expected: { metadata: { labels: { b: '2', c: '3' } } },
  }],
  ['merges containers by name and leaves the others', {
    message: DEPLOYMENT,
    object: containers({ name: 'a', image: '1' }, { name: 'b', image: '1' }),
    patch: containers({ name: 'b', image: '2' }),
    expected: containers({ name: 'a', image: '1' }, { name: 'b', image: '2' }),
  }],
  ['puts a new element where $setElementOrder says', {
    message: DEPLOYMENT,
    object: containers({ name: 'a' }, { name: 'b' }),
    patch: { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }], containers: [{ name: 'c' }] } } } },
    expected: containers({ name: 'c' }, { name: 'a' }, { name: 'b' }),
  }],
  ['reorders with $setElementOrder alone', {
    message: SERVICE,
    object: { spec: { ports: [port(80), port(81)] } },
    patch: { spec: { '$setElementOrder/ports': [port(81), port(80)] } },
    expected: { spec: { ports: [port(81), port(80)] } },
  }],
  ['deletes an element', {
    message: SERVICE,
    object: { spec: { ports: [port(80), port(443)] } },
    patch: { spec: { ports: [{ $patch: 'delete', port: 80 }] } },
    expected: { spec: { ports: [port(443)] } },
  }],
  ['replaces a list', {
    message: SERVICE,
    object: { spec: { ports: [port(80), port(443)] } },
    patch: { spec: { ports: [{ $patch: 'replace' }, port(81)] } },
    expected: { spec: { ports: [port(81)] } },
  }],
  ['replaces a map', {
    message: POD,
    object: { spec: { nodeSelector: { a: '1' } } },
    patch: { spec: { nodeSelector: { $patch: 'replace', b: '2' } } },
    expected: { spec: { nodeSelector: { b: '2' } } },
  }],
  ['empties a map with $patch: delete', {
    message: POD,
    object: { metadata: { labels: { a: '1' } } },
    patch: { metadata: { labels: { $patch: 'delete' } } },
    expected: { metadata: { labels: {} } },
  }],
  ['keeps only $retainKeys, as kubectl sends for a changed volume', {
    message: POD,
    object: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
    patch: { spec: { volumes: [{ $retainKeys: ['name', 'configMap'], name: 'v', configMap: { name: 'c' } }] } },
    expected: { spec: { volumes: [{ name: 'v', configMap: { name: 'c' } }] } },
  }],
  ['$retainKeys in a deployment strategy', {
    message: DEPLOYMENT,
    object: { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
    patch: { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    expected: { spec: { strategy: { type: 'Recreate' } } },
  }],
  ['adds to a list of primitives once, and deletes from it', {
    message: POD,
    object: { metadata: { finalizers: ['a/x', 'b/x'] } },
    patch: { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/x'], finalizers: ['b/x', 'c/x'] } },
    expected: { metadata: { finalizers: ['b/x', 'c/x'] } },
  }],
  ['replaces lists without a merge strategy', {
    message: DEPLOYMENT,
    object: containers({ name: 'a', command: ['x', 'y'] }),
    patch: containers({ name: 'a', command: ['z'] }),
    expected: containers({ name: 'a', command: ['z'] }),
  }],
  ['drops deletions inside what is new', {
    message: POD,
    object: {},
    patch: { metadata: { labels: { a: '1', b: null } }, spec: { containers: [{ $patch: 'delete', name: 'x' }] } },
    expected: { metadata: { labels: { a: '1' } }, spec: { containers: [] } },
  }],
];

test.each(cases)('%s', (_, { message, object, patch, expected }) => {
  const before = structuredClone(object);
  expect(applyStrategicMergePatch(object, patch, message)).toEqual(expected);
  expect(object).toEqual(before);
});

describe('refusals', () => {
  const refused: [string, unknown, string][] = [
    ['no object', [], 'invalid JSON document'],
    ['an element without its key', { spec: { ports: [{ nodePort: 1 }] } }, 'map: {"nodePort":1} does not contain declared merge key: port'],
    ['an unknown directive', { spec: { $patch: 'x' } }, 'unknown patch type: x in map: {"$patch":"x"}'],
    ['keys that $retainKeys does not list', { spec: { $retainKeys: ['type'], clusterIP: 'x' } }, "patch content doesn't match retainKeys list"],
    ['an order that is no list', { spec: { '$setElementOrder/ports': {} } }, 'invalid patch format of setElementOrder list'],
  ];
  test.each(refused)('%s', (_, patch, text) => {
    expect(() => applyStrategicMergePatch({ spec: { ports: [port(1)] } }, patch, SERVICE)).toThrow(text);
  });
});
