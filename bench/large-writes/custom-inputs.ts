// Custom kinds: definitions that are large, and objects that make much work by their schema's rules; policies of admission.
import { CONFIG_MAPS, configMap, create, entries, json, many, MERGE, patch, rest, type LargeInput } from './inputs';

type Schema = Record<string, unknown>;

const GROUP = 'large.example.com';
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const collection = (plural: string) => `/apis/${GROUP}/v1/namespaces/default/${plural}`;
const object = (properties: Schema, more: Schema = {}) => ({ type: 'object', properties, ...more });
const string = { type: 'string' };
const rules = (...texts: string[]) => ({ 'x-kubernetes-validations': texts.map((rule) => ({ rule })) });
const kindOf = (plural: string) => plural.charAt(0).toUpperCase() + plural.slice(1);

function definition(plural: string, spec: Schema, more: Schema = {}): object {
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: object({ spec }) }, ...more };
  return definitionOf(plural, [version]);
}

const definitionOf = (plural: string, versions: object[]): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { plural, singular: plural, kind: kindOf(plural), listKind: `${kindOf(plural)}List` },
    versions,
  },
});

const define = (plural: string, what: string, spec: Schema, more: Schema = {}): LargeInput =>
  create(
    `definition: ${what}`,
    DEFINITIONS,
    json(() => definition(plural, spec, more)),
  );

const custom = (plural: string, name: string, spec: unknown) => ({
  apiVersion: `${GROUP}/v1`,
  kind: kindOf(plural),
  metadata: { name, namespace: 'default' },
  spec,
});

const make = (plural: string, what: string, spec: () => unknown, name = 'a'): LargeInput =>
  create(
    `custom object: ${what}`,
    collection(plural),
    json(() => custom(plural, name, spec())),
  );

const list = (items: Schema, more: Schema = {}) => ({ type: 'array', items, ...more });
const deep = (levels: number): Schema => (levels === 0 ? string : object({ a: deep(levels - 1) }));

const DEFINED: readonly LargeInput[] = [
  define(
    'nested',
    'rules, loops in loops',
    object({ list: list(string, { maxItems: 700 }) }, rules('self.list.all(x, self.list.exists(y, y == x + "!"))')),
  ),
  make('nested', 'loops in loops', () => ({ list: many(700, (index) => `t${index}`) })),
  define(
    'texts',
    'rules, long texts',
    object(
      { text: { ...string, maxLength: 700_000 } },
      rules(
        'self.text.matches("(a|aa)+$")',
        'self.text.split("a").size() >= 0',
        'self.text.replace("a", "b") != self.text',
      ),
    ),
  ),
  make('texts', 'long text with a pattern', () => ({ text: `${'a'.repeat(700_000)}b` })),
  define(
    'maps',
    'rules, maps',
    object(
      { map: { type: 'object', additionalProperties: { ...string, maxLength: 10 }, maxProperties: 100_000 } },
      rules(
        '!has(oldSelf.map) || self.map == oldSelf.map || true',
        'self.map.all(k, self.map[k] != "x")',
        'self.map.size() > 0',
      ),
    ),
  ),
  make('maps', 'map of 90,000 entries', () => ({ map: entries(90_000) })),
  patch(
    'custom object: map of 90,000 entries, changed',
    `${collection('maps')}/a`,
    MERGE,
    json(() => ({ spec: { map: { k1: 'w' } } })),
  ),
  define(
    'items',
    'a rule for each item',
    object({
      list: list(
        object(
          { name: { ...string, maxLength: 20 } },
          rules('self.name != ""', '!self.name.startsWith("x")', 'self.name.size() < 20'),
        ),
        { maxItems: 40_000 },
      ),
    }),
  ),
  make('items', 'three rules of 30,000 items', () => ({ list: many(30_000, (index) => ({ name: `n${index}` })) })),
  make('items', 'three rules of 30,000 items, all broken', () => ({ list: many(30_000, () => ({ name: 'x' })) }), 'b'),
  define(
    'patterns',
    'patterns and a long enum',
    object({
      text: { ...string, pattern: '(a|aa)+$' },
      list: list({ ...string, enum: many(40_000, (index) => `v${index}`) }),
      texts: list({ ...string, pattern: '^[a-z]{1,1000}$' }),
    }),
  ),
  make('patterns', 'a pattern and 3 MB of text', () => ({ text: `${'a'.repeat(2_900_000)}b` })),
  make('patterns', '90,000 of an enum of 40,000', () => ({ list: many(90_000, (index) => `v${index % 40_000}`) }), 'b'),
  make(
    'patterns',
    '90,000 that are none of an enum of 40,000',
    () => ({ list: many(90_000, (index) => `w${index}`) }),
    'c',
  ),
  make('patterns', '30,000 texts of a pattern', () => ({ texts: many(30_000, () => 'abc'.repeat(20)) }), 'd'),
  define(
    'choices',
    '3,000 alternatives',
    object({
      list: list({
        'x-kubernetes-preserve-unknown-fields': true,
        anyOf: many(3_000, (index) => ({ required: [`k${index}`] })),
      }),
    }),
  ),
  make('choices', '3,000 alternatives for each of 200 items', () => ({ list: many(200, () => ({ a: 1 })) })),
  define(
    'defaults',
    'a default of 10,000 entries for each item',
    object({ list: list(object({ map: { type: 'object', additionalProperties: string, default: entries(10_000) } })) }),
  ),
  make('defaults', 'a default of 10,000 entries for 90,000 items', () => ({ list: many(90_000, () => ({})) })),
  define(
    'rules',
    '2,000 rules',
    object(
      { a: { ...string, maxLength: 10 } },
      rules(...many(2_000, (index) => `self.a != "v${index}" && self.a.size() < ${index + 100}`)),
    ),
  ),
  make('rules', '2,000 rules', () => ({ a: 'b' })),
  define(
    'longrule',
    'a rule of 100,000 characters',
    object(
      { a: { ...string, maxLength: 10 } },
      rules(
        many(4_000, (index) => `self.a != "value${index}"`)
          .join(' && ')
          .slice(0, 99_000)
          .replace(/ && [^&]*$/, ''),
      ),
    ),
  ),
  define('wide', '40,000 properties', object(Object.fromEntries(many(40_000, (index) => [`p${index}`, string])))),
  define(
    'unsound',
    '40,000 properties that are wrong',
    object(Object.fromEntries(many(40_000, (index) => [`p${index}`, {}]))),
  ),
  define('deep', '100 levels', deep(100)),
  define(
    'heavy',
    'a pattern that is large when compiled',
    object({ a: { ...string, pattern: '\\pL{1000}'.repeat(25) } }),
  ),
  define(
    'filled',
    'a default of 80,000 entries',
    object({ a: { type: 'object', additionalProperties: string, default: entries(80_000) } }),
  ),
  define('columns', '1,000 columns', object({ a: string }), {
    additionalPrinterColumns: many(1_000, (index) => ({
      name: `c${index}`,
      type: 'string',
      jsonPath: `.spec${'..a'.repeat(50)}`,
    })),
  }),
  make('columns', 'for columns', () => ({ a: { b: many(500, () => ({ a: 'x' })) } })),
  {
    what: 'get, Table of 1,000 columns',
    method: 'GET',
    path: `${collection('columns')}`,
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  },
  create(
    'definition: 20,000 versions',
    DEFINITIONS,
    json(() =>
      definitionOf(
        'versions',
        many(20_000, (index) => ({
          name: `v${index + 1}`,
          served: true,
          storage: index === 0,
          schema: { openAPIV3Schema: { type: 'object' } },
        })),
      ),
    ),
  ),
  create(
    'definition: 100 versions of 500 properties',
    DEFINITIONS,
    json(() =>
      definitionOf(
        'hundred',
        many(100, (index) => ({
          name: `v${index + 1}`,
          served: true,
          storage: index === 0,
          schema: {
            openAPIV3Schema: object({ spec: object(Object.fromEntries(many(500, (at) => [`p${at}`, string]))) }),
          },
        })),
      ),
    ),
  ),
  { what: 'get, OpenAPI 2', method: 'GET', path: '/openapi/v2' },
  { what: 'get, OpenAPI 3', method: 'GET', path: `/openapi/v3/apis/${GROUP}/v1` },
  {
    what: 'get, discovery',
    method: 'GET',
    path: '/apis',
    accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  },
];

const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const policyMeta = { name: 'large.example.com' };

const ADMITTED: readonly LargeInput[] = [
  create(
    'policy with 100 expressions of 10,000 characters',
    POLICIES,
    json(() => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: policyMeta,
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        },
        variables: [{ name: 'keys', expression: 'object.data.map(k, k)' }],
        validations: [
          { expression: 'variables.keys.all(k, object.data[k] != "x")' },
          { expression: 'object.data == object.data' },
          ...many(100, () => ({
            expression: many(600, (index) => `object.metadata.name != "n${index}"`)
              .join(' || ')
              .slice(0, 9_900)
              .replace(/ \|\| [^|]*$/, ''),
          })),
        ],
      },
    })),
  ),
  create(
    '(its binding)',
    '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings',
    json(() => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: policyMeta,
      spec: { policyName: policyMeta.name, validationActions: ['Deny'] },
    })),
  ),
  create(
    'object of 80,000 entries under a policy',
    CONFIG_MAPS,
    json(() => configMap('admitted', entries(80_000))),
  ),
  rest('(the policy goes)', 'DELETE', `${POLICIES}/${policyMeta.name}`, 'application/json', () => '{}'),
];

export const customInputs: readonly LargeInput[] = [...DEFINED, ...ADMITTED];
