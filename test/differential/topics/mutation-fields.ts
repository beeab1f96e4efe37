import type { Asked, Case } from '../case';
import { collectionOf, kindOf, leastOf, type Json } from './kinds';
import { triedDry, type Tried } from './validation';

const RULE = { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE', 'UPDATE'] };
const applied = (expression: unknown) => [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }];
const patched = (expression: unknown) => [{ patchType: 'JSONPatch', jsonPatch: { expression } }];
const POLICY: Tried = {
  'metadata.name': ['a.b', 'A'],
  spec: [undefined, {}],
  'spec.failurePolicy': ['Fail', 'x', ''],
  'spec.reinvocationPolicy': ['IfNeeded', 'x', '', undefined],
  'spec.paramKind': [{}, { apiVersion: 'v1', kind: 'ConfigMap' }, { apiVersion: 'a/b/c', kind: 'x y' }],
  'spec.matchConstraints': [
    undefined,
    {},
    { resourceRules: [] },
    { resourceRules: [{}] },
    { resourceRules: [{ ...RULE, operations: ['DELETE'] }] },
    { resourceRules: [{ ...RULE, operations: ['CONNECT'] }] },
    { resourceRules: [{ ...RULE, operations: ['*'] }] },
    { resourceRules: [RULE], matchPolicy: 'x' },
  ],
  'spec.matchConditions': [
    [{ name: 'a', expression: 'true' }],
    [{ name: '', expression: '' }],
    [{ name: 'a', expression: 'params.x' }],
    [{ name: 'a', expression: '1' }],
  ],
  'spec.variables': [
    [],
    [{ name: 'labels', expression: '1' }],
    [{ name: 'a b', expression: 'true' }],
    [{ name: '', expression: '' }],
    [{ name: 'x', expression: 'Object{}' }],
    [{ name: 'x', expression: 'variables.y' }],
  ],
  'spec.mutations': [
    undefined,
    [],
    [{}],
    [{ patchType: 'x' }],
    [{ patchType: 'ApplyConfiguration' }],
    [{ patchType: 'JSONPatch' }],
    [{ ...applied('Object{}')[0], jsonPatch: { expression: '[]' } }],
    [{ ...patched('[]')[0], applyConfiguration: { expression: 'Object{}' } }],
    applied(''),
    applied(' '),
    applied('('),
    applied('1'),
    applied('{}'),
    applied('Object{metadata: Object.metadata{labels: {"a": "b"}}}'),
    applied('Object{spec: Object.spec{replicas: 1}}'),
    applied('Object{x: none}'),
    applied('object'),
    applied('Object{a: params.x}'),
    patched(''),
    patched('1'),
    patched('[]'),
    patched('[1]'),
    patched('[JSONPatch{op: "add", path: "/x", value: "y"}]'),
    patched('[JSONPatch{op: 1}]'),
    patched('[JSONPatch{none: "x"}]'),
    patched('[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a/b"), value: "c"}]'),
    patched('[JSONPatch{op: "add", path: "/x", value: Object{}}]'),
  ],
};
const BINDING: Tried = {
  'metadata.name': ['a.b', 'A'],
  spec: [undefined, {}],
  'spec.policyName': [undefined, '', 'A_', 'a.b'],
  'spec.paramRef': [
    {},
    { name: 'a' },
    { name: 'a', parameterNotFoundAction: 'Deny' },
    { name: 'a', parameterNotFoundAction: 'x' },
    { name: 'a', selector: {}, parameterNotFoundAction: 'Allow' },
    { selector: {}, namespace: 'a', parameterNotFoundAction: 'Allow' },
  ],
  'spec.matchResources': [{}, { resourceRules: [RULE] }, { matchPolicy: 'x' }, { resourceRules: [{}] }],
};

const MAPS = collectionOf(kindOf('ConfigMap'));
const map = (name: string, more: Json = {}) => leastOf(kindOf('ConfigMap'), { metadata: { name }, ...more });
const post = (body: Json): Asked => ({ method: 'POST', path: `${MAPS}?dryRun=All`, body });
const written = (kind: string, spec: Json): Asked => ({
  method: 'POST',
  path: collectionOf(kindOf(kind)),
  body: { ...leastOf(kindOf(kind)), spec },
});
/** A probe is refused by a rule of the same policy once it takes effect: it names what is not there. */
const inEffect = (
  name: string,
  mutations: readonly Json[],
  more: Json = {},
  requests: readonly Asked[] = [],
): Case => ({
  topic: 'mutating policies in effect',
  name,
  alone: true,
  before: [
    written('MutatingAdmissionPolicy', {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': '$NS' } },
        resourceRules: [RULE],
      },
      matchConditions: [{ name: 'probe', expression: "object.metadata.name != 'probe' || object.data.none == 'x'" }],
      mutations,
      ...more,
    }),
    written('MutatingAdmissionPolicyBinding', { policyName: '$NAME' }),
    { ...post(map('probe', { data: { a: '1' } })), until: 403 },
  ],
  requests: [post(map('one', { data: { a: '1', n: '7' } })), ...requests],
});
const EXPRESSIONS: readonly Json[] = [
  applied('Object{metadata: Object.metadata{labels: {"a": "b"}}}')[0]!,
  applied('Object{data: {"a": "changed", "new": object.data.n + "!"}}')[0]!,
  applied('Object{immutable: true}')[0]!,
  applied('Object{}')[0]!,
  applied('Object{none: 1}')[0]!,
  applied('Object{metadata: Object.metadata{name: "other"}}')[0]!,
  applied('Object{data: {"a": string(object.data.none)}}')[0]!,
  applied('Object{metadata: Object.metadata{labels: {"a b": "c"}}}')[0]!,
  patched('[JSONPatch{op: "add", path: "/data/z", value: "y"}]')[0]!,
  patched('[JSONPatch{op: "remove", path: "/data/a"}]')[0]!,
  patched('[JSONPatch{op: "remove", path: "/data/none"}]')[0]!,
  patched('[JSONPatch{op: "test", path: "/data/a", value: "2"}]')[0]!,
  patched('[JSONPatch{op: "move", from: "/data/a", path: "/data/b"}]')[0]!,
  patched('[JSONPatch{op: "copy", from: "/data/a", path: "/data/b"}]')[0]!,
  patched('[JSONPatch{op: "x", path: "/data/a"}]')[0]!,
  patched('[JSONPatch{op: "add", path: "/data/z", value: 1}]')[0]!,
  patched('[JSONPatch{op: "replace", path: "/kind", value: "Secret"}]')[0]!,
  patched('object.data.a == "1" ? [] : [JSONPatch{op: "remove", path: "/data"}]')[0]!,
];

/** Policies that change objects: what of them is refused, and what they change. */
export const MUTATION_FIELDS: readonly Case[] = [
  ...triedDry('MutatingAdmissionPolicy', {}, POLICY),
  ...triedDry('MutatingAdmissionPolicyBinding', {}, BINDING),
  ...EXPRESSIONS.map((one, index) =>
    inEffect(`${index}: ${String((one.applyConfiguration ?? one.jsonPatch).expression)}`, [one]),
  ),
  inEffect('two, one after the other', [
    applied('Object{data: {"a": "x"}}')[0]!,
    patched('[JSONPatch{op: "add", path: "/data/b", value: object.data.a}]')[0]!,
  ]),
  inEffect('variables', applied('Object{data: {"v": variables.v}}'), {
    variables: [{ name: 'v', expression: "object.data.a + '-' + request.operation" }],
  }),
  inEffect('a variable that fails', applied('Object{data: {"v": variables.v}}'), {
    variables: [{ name: 'v', expression: 'object.data.none' }],
  }),
];
