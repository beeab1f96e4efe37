// What users write as rules, paths, schedules and policies, and what is done by them: each called as its service calls it.
import { atOnce, settleSteps } from '@kubets/apimachinery';
import { parseCron } from '@kubets/api';
import { createEnvironment, DYN, fromJson, kubernetesLibraries, STRING, type Value } from '@kubets/cel';
import { customResourceOf } from '../../apps/apiserver/src/custom-resources/custom-definition';
import { newErrors } from '../../apps/apiserver/src/custom-resources/custom-errors';
import { definitionErrors } from '../../apps/apiserver/src/resources/customresourcedefinitions/rules';
import { countIndexes, firstCommonIndex } from '../../apps/apiserver/src/job-spec/index-intervals';
import { parseJsonPath } from '../../apps/apiserver/src/structural/json-path';
import type { SchemaNode } from '../../apps/apiserver/src/structural/schema-node';
import {
  countIn,
  formatIntervals,
  parseIntervals,
  withIndexes,
} from '../../apps/controller-manager/src/controllers/job/index-intervals';
import { createPolicyState } from '../../apps/proxy/src/policy/policy-state';
import { entries, list } from './entry-subjects';
import { subjectsOf } from './text-subjects';
import type { Subject } from './subject';

const environment = createEnvironment({ variables: { self: DYN, text: STRING }, libraries: kubernetesLibraries });
const BUDGET = 1_000_000;

function evaluate(text: string, given: Record<string, Value>): unknown {
  const program = environment.compile(text);
  program.estimateCost();
  return atOnce(settleSteps(program.evaluate(new Map(Object.entries(given)), BUDGET)));
}

/** One expression over a list, a map or a text that grows; beyond its budget it ends. */
const OVER_LISTS = [
  'self.all(x, x != "x")',
  'self.map(x, x + "a").exists(x, x == "b")',
  'self.exists(x, self.exists(y, y == x + "a"))',
  'self == self.filter(x, true)',
  '"b" in self',
  'self.sortBy(x, x).size()',
  '(self + self).size()',
  '"%s".format([self])',
  'self.transformMap(i, x, i).size()',
];
const OVER_MAPS = ['self.all(k, self[k] != "x")', 'self == self', 'self.map(k, self[k]).size()', '"%s".format([self])'];
const OVER_TEXTS = [
  'text.size()',
  'text.split(",").join("-").size()',
  'text.replace("a", "b") == text',
  'text.matches("(a|aa)+$")',
  'text.findAll("a+b").size()',
  'text.lowerAscii().upperAscii().trim().substring(1).indexOf("zz")',
  'text.contains(text + "a")',
  'quantity(text)',
  'semver(text)',
  'url(text)',
  'timestamp(text)',
  'duration(text)',
  'ip(text)',
  'cidr(text)',
  'format.uri().validate(text)',
];

const definition = (spec: object): object => ({
  metadata: { name: 'as.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'as', singular: 'a', kind: 'A', listKind: 'AList' },
    conversion: { strategy: 'None' },
    ...spec,
  },
  status: { storedVersions: ['v1'], acceptedNames: { plural: 'as', singular: 'a', kind: 'A', listKind: 'AList' } },
});
const withSchema = (schema: SchemaNode): object =>
  definition({
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
  });
const objectOf = (properties: Record<string, SchemaNode>): SchemaNode => ({ type: 'object', properties });
const named = (size: number, make: (index: number) => SchemaNode) =>
  Object.fromEntries(list(size, (index) => [`k${index}`, make(index)]));

const DEFINITIONS: Record<string, (size: number) => object> = {
  properties: (size) => withSchema(objectOf(named(size, () => ({ type: 'string' })))),
  'properties that are wrong': (size) => withSchema(objectOf(named(size, () => ({})))),
  'rules of one value': (size) =>
    withSchema(
      objectOf({
        a: {
          type: 'string',
          maxLength: 10,
          'x-kubernetes-validations': list(size / 10 + 1, (index) => ({ rule: `self != "v${index}"` })),
        },
      }),
    ),
  'choices of one value': (size) =>
    withSchema(objectOf({ a: { type: 'string', enum: list(size, (index) => `v${index}`) } })),
  alternatives: (size) =>
    withSchema({
      ...objectOf({ a: { type: 'string' } }),
      anyOf: list(size, () => ({ properties: { a: { minLength: 1 } } })),
    }),
  'a default of many entries': (size) =>
    withSchema(
      objectOf({
        a: {
          type: 'object',
          additionalProperties: { type: 'string' },
          default: Object.fromEntries(list(size, (index) => [`k${index}`, 'v'])),
        },
      }),
    ),
  versions: (size) =>
    definition({
      versions: list(size, (index) => ({
        name: `v${index + 1}`,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: { type: 'object' } },
      })),
    }),
  columns: (size) =>
    definition({
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object' } },
          additionalPrinterColumns: list(size, (index) => ({ name: `c${index}`, type: 'string', jsonPath: '.a.b' })),
        },
      ],
    }),
};

const texts = (size: number) => list(size, (index) => `v${index}`);
const CHECKED: Record<string, [schema: SchemaNode, value: (size: number) => unknown]> = {
  'items of an enum as long': [
    { type: 'array', items: { type: 'string', enum: texts(50_000) } },
    (size) => list(size, (index) => `v${index % 50_000}`),
  ],
  'items that are none of a long enum': [
    { type: 'array', items: { type: 'string', enum: texts(5_000) } },
    (size) => list(size, () => 'w'),
  ],
  'items with rules': [
    {
      type: 'array',
      items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self.size() > 0 && self.startsWith("v")' }] },
    },
    texts,
  ],
  'items of a set': [{ type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }, texts],
  'items by key': [
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: objectOf({ name: { type: 'string' } }),
    },
    (size) => list(size, (index) => ({ name: `v${index}` })),
  ],
};

const PATHS = ['.a[*].b', '..b', '..b..c', '.a[?(@.b=="x")].b', '.a[0:9]', '{..a}'];
const PIECES = ['.a', '..', '[0]', '[*]', "['a']", '[?(@.a==1)]', '{.a}', '[1,2]', '\\.'];

const peers = (size: number) =>
  list(size, (index) => ({
    ipBlock: { cidr: '10.0.0.0/8', except: [`10.${index & 255}.${(index >> 8) & 255}.0/24`] },
  }));
const POLICIES: Record<string, (size: number) => object> = {
  peers: (size) => ({ ingress: [{ from: peers(size) }] }),
  'ranges left out': (size) => ({
    ingress: [
      { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: list(size, (index) => `10.${index & 255}.0.0/16`) } }] },
    ],
  }),
  'peers and ports': (size) => ({
    ingress: [
      { from: peers(size / 2 + 1), ports: list(size / 2 + 1, (index) => ({ protocol: 'TCP', port: index + 1 })) },
    ],
  }),
  rules: (size) => ({
    ingress: list(size, (index) => ({
      from: [{ podSelector: { matchLabels: { a: `v${index}` } } }],
      ports: [{ protocol: 'TCP', port: 1 + (index % 60_000) }],
    })),
  }),
};
const pod = {
  metadata: { namespace: 'default', name: 'a', labels: { a: 'v1' } },
  spec: { nodeName: 'n', containers: [{ name: 'c' }] },
  status: { phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }] },
};

function enforce(spec: object): void {
  const policy = {
    metadata: { namespace: 'default', name: 'p' },
    spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec },
  };
  const state = createPolicyState('n');
  state.setPod('default/a', pod);
  state.setPolicy('default/p', policy);
  state.refresh();
}

const intervals = (size: number) => list(size, (index) => 2 * index).join(',');

export const ruleSubjects: Subject[] = [
  ...subjectsOf('CEL, compiled', (text) => environment.compile(text)),
  ...subjectsOf('CEL, a literal', (text) => environment.compile(JSON.stringify(text))),
  ...['self && ', 'self + ', '!', '-', 'self.a', '[1].map(x, ', 'self ? 1 : ', '{1: ', 'dyn('].map((part) =>
    entries(
      `CEL, compiled, ${part}…`,
      (size) => part.repeat(size),
      (text: string) => environment.compile(text),
    ),
  ),
  ...OVER_LISTS.map((text) =>
    entries(`CEL, list, ${text}`, texts, (self: string[]) => evaluate(text, { self: fromJson(self) })),
  ),
  ...OVER_MAPS.map((text) =>
    entries(
      `CEL, map, ${text}`,
      (size) => Object.fromEntries(list(size, (index) => [`k${index}`, 'v'])),
      (self: object) => evaluate(text, { self: fromJson(self) }),
    ),
  ),
  ...OVER_TEXTS.flatMap((expression) => subjectsOf(`CEL, ${expression}`, (text) => evaluate(expression, { text }))),
  ...Object.entries(DEFINITIONS).map(([what, make]) =>
    entries(`definition, ${what}`, make, (made: Parameters<typeof customResourceOf>[0]) => {
      const errors = atOnce(definitionErrors(made));
      if (errors.length === 0) customResourceOf(made, { isTerminating: false });
    }),
  ),
  ...Object.entries(CHECKED).map(([what, [schema, make]]) => {
    const rules = { schema: objectOf({ spec: schema }) };
    return entries(
      `custom object, ${what}`,
      (size) => ({ apiVersion: 'example.com/v1', kind: 'A', metadata: { name: 'a' }, spec: make(size) }),
      (object: object) => atOnce(newErrors(object, rules)),
    );
  }),
  ...subjectsOf('parseJsonPath', (text) => parseJsonPath(text)({ a: [{ b: 1 }] })),
  ...PIECES.map((piece) =>
    entries(
      `parseJsonPath, ${piece} many times`,
      (size) => piece.repeat(size),
      (text: string) => parseJsonPath(text)({ a: [{ a: [[1, 2], [3]] }] }),
    ),
  ),
  ...PATHS.map((path) =>
    entries(
      `JSONPath ${path}`,
      (size) => ({ a: list(size, (index) => ({ b: `${index}` })) }),
      (object: object) => parseJsonPath(path)(object),
    ),
  ),
  ...subjectsOf('parseCron', (text) => parseCron(text)),
  ...['*,', '1-2,', '*/2,', '1-59/3,', 'jan,'].map((part) =>
    entries(
      `parseCron, ${part}…`,
      (size) => `${part.repeat(size)}1 * * * *`,
      (text: string) => parseCron(text).next(0),
    ),
  ),
  ...Object.entries(POLICIES).map(([what, make]) => entries(`network policy, ${what}`, make, enforce)),
  entries('indexes, every other', intervals, (text: string) => {
    countIndexes(text, 1e9);
    firstCommonIndex(text, text, 1e9);
    const read = parseIntervals(text, 1e9);
    formatIntervals(
      withIndexes(
        read,
        read.map(({ first }) => first + 1),
      ),
    );
    countIn(read);
  }),
];
