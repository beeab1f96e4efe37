import { schema } from '@kubets/proto-gen/schema';
import { atOnce } from '../steps/steps';
import { duplicateEntries } from './duplicate-entries';

const POD = schema.of('kubets.core.v1.Pod');
const found = (pod: object) => atOnce(duplicateEntries(pod, POD));
const podOf = (...containers: object[]) => ({ spec: { containers } });
const ports = (...all: object[]) => podOf({ name: 'c', ports: all });

test.each<[string, object, string[]]>([
  ['nothing twice', podOf({ name: 'a' }, { name: 'b' }), []],
  [
    'items of one name',
    podOf({ name: 'c' }, { name: 'c' }),
    ['.spec.containers: duplicate entries for key [name="c"]'],
  ],
  [
    'items that defaults make the same',
    ports({ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }),
    ['.spec.containers[name="c"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]'],
  ],
  ['items that differ in one key', ports({ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }), []],
  [
    'values of a set',
    { metadata: { finalizers: ['a', 'b', 'a'] } },
    ['.metadata.finalizers: duplicate entries for key [="a"]'],
  ],
  [
    'keys within a list that is owned as a whole',
    {
      spec: {
        topologySpreadConstraints: [
          { topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' },
          { topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' },
        ],
        tolerations: [{ key: 'a' }, { key: 'a' }],
      },
    },
    ['.spec.topologySpreadConstraints: duplicate entries for key [topologyKey="a",whenUnsatisfiable="DoNotSchedule"]'],
  ],
  ['values of a list that is owned as a whole', podOf({ name: 'c', command: ['a', 'a'] }), []],
  [
    'two lists',
    { metadata: { finalizers: ['a', 'a'] }, ...podOf({ name: 'c', env: [{ name: 'E' }, { name: 'E' }] }) },
    [
      '.metadata.finalizers: duplicate entries for key [="a"]',
      '.spec.containers[name="c"].env: duplicate entries for key [name="E"]',
    ],
  ],
  [
    'an item that is null, after which nothing of the list is told',
    podOf({ name: 'c' }, null as unknown as object, { name: 'c' }),
    ['.spec.containers: element 1: associative list with keys may not have a null element'],
  ],
  [
    'items without a required key, which have its zero',
    podOf({ image: 'a' }, { image: 'b' }),
    ['.spec.containers: duplicate entries for key [name=""]'],
  ],
])('%s', (_what, pod, expected) => expect(found(pod)).toEqual(expected));

test('tells of a hundred at most', () => {
  expect(found(podOf(...Array.from({ length: 5000 }, () => ({ name: 'c' }))))).toHaveLength(100);
});

test('values of a set within a list that is owned as a whole', () => {
  const rules = [{ nonResourceRules: [{ verbs: ['get'] }, { verbs: ['get', 'get'] }] }];
  expect(atOnce(duplicateEntries({ spec: { rules } }, schema.of('kubets.flowcontrol.v1.FlowSchema')))).toEqual([
    '.spec.rules[0].nonResourceRules[1].verbs: duplicate entries for key [="get"]',
  ]);
});
