import type { Asked, Case } from '../case';
import { collectionOf, kindOf, leastOf, withSpec, type Json } from './kinds';

const MAPS = collectionOf(kindOf('ConfigMap'));
const HERE = { matchLabels: { 'kubernetes.io/metadata.name': '$NS' } };
const map = (name: string, more: Json = {}) => leastOf(kindOf('ConfigMap'), { metadata: { name }, ...more });
const post = (body: Json, query = ''): Asked => ({ method: 'POST', path: `${MAPS}${query}`, body });

const policy = (spec: Json): Asked =>
  withSpec('ValidatingAdmissionPolicy', {
    matchConstraints: {
      namespaceSelector: HERE,
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
      ],
    },
    ...spec,
  });
const binding = (spec: Json = {}): Asked =>
  withSpec('ValidatingAdmissionPolicyBinding', { policyName: '$NAME', validationActions: ['Deny'], ...spec });
/** Whatever is called `probe` is refused: asked until it is, as policies take effect a moment after they are written. */
const PROBE = {
  expression: "request.operation == 'DELETE' || object.metadata.name != 'probe'",
  message: 'it is the probe',
};
const inEffect = (code = 422): Asked => ({ ...post(map('probe'), '?dryRun=All'), until: code });

interface Bound {
  binding?: Json;
  before?: Asked[];
  /** What a probe is answered once the policy takes effect. */
  code?: number;
}
const policies = (name: string, spec: Json, requests: readonly Asked[], more: Bound = {}): Case => ({
  topic: 'policies in effect',
  name,
  alone: true,
  before: [...(more.before ?? []), policy(spec), binding(more.binding), inEffect(more.code)],
  requests,
});
const validation = (...validations: Json[]) => ({ validations: [PROBE, ...validations] });
const one = post(map('one', { data: { a: '1', n: '7' } }), '?dryRun=All');
const VALIDATIONS: readonly Json[] = [
  { expression: "object.data.a != '1'" },
  { expression: "object.data.a != '1'", message: 'a is 1' },
  { expression: "object.data.a\n!= '1'", message: 'on two lines' },
  { expression: "object.data.a != '1'", messageExpression: "'a is ' + object.data.a" },
  { expression: "object.data.a != '1'", message: 'instead', messageExpression: 'string(object.data.none)' },
  { expression: "object.data.a != '1'", messageExpression: "''" },
  { expression: "object.data.a != '1'", messageExpression: "'a\\nb'" },
  { expression: "object.data.a != '1'", reason: 'Forbidden' },
  { expression: "object.data.a != '1'", reason: 'RequestEntityTooLarge' },
  { expression: 'object.data.none == 1' },
  { expression: 'object.spec.x == 1' },
  { expression: 'int(object.data.n) < 5' },
  { expression: 'int(object.data.a) / 0 == 1' },
  { expression: 'dyn(object.data.a) == 1' },
  { expression: "object.metadata.name in ['x']" },
  { expression: "request.userInfo.username == 'nobody'" },
  { expression: "namespaceObject.metadata.name == 'x'" },
  { expression: 'has(oldObject.metadata)' },
  { expression: 'false' },
  { expression: 'true' },
];

export const POLICIES_IN_EFFECT: readonly Case[] = [
  ...VALIDATIONS.map((one, index) =>
    policies(`validation ${index}: ${one.expression}`, validation(one), [
      post(map('one', { data: { a: '1', n: '7' } }), '?dryRun=All'),
    ]),
  ),
  policies(
    'several refuse',
    validation({ expression: 'false', message: 'x' }, { expression: 'false', message: 'y', reason: 'Forbidden' }),
    [one],
  ),
  policies(
    'variables',
    {
      ...validation({ expression: "variables.a != '1'", messageExpression: "'it is ' + variables.a" }),
      variables: [{ name: 'a', expression: 'object.data.a' }],
    },
    [one],
  ),
  policies(
    'a variable that fails',
    { ...validation({ expression: "variables.a != '1'" }), variables: [{ name: 'a', expression: 'object.none.b' }] },
    [one],
  ),
  policies(
    'conditions',
    {
      ...validation({ expression: 'false' }),
      matchConditions: [{ name: 'a', expression: "object.metadata.name != 'free'" }],
    },
    [one, post(map('free'), '?dryRun=All')],
  ),
  policies(
    'a condition that fails',
    {
      ...validation(),
      matchConditions: [{ name: 'a', expression: "object.metadata.name == 'probe' || object.none.b == 1" }],
    },
    [one],
  ),
  policies('failing open', { ...validation({ expression: 'object.none.b == 1' }), failurePolicy: 'Ignore' }, [one]),
  policies('warns', validation(), [post(map('one'), '?dryRun=All'), post(map('probe'), '?dryRun=All')], {
    binding: { validationActions: ['Deny', 'Audit'] },
  }),
  policies(
    'updates and deletes',
    validation(
      { expression: "request.operation != 'UPDATE' || object.data.a == oldObject.data.a", message: 'a stays' },
      { expression: "request.operation != 'DELETE'", message: 'it stays' },
    ),
    [
      post(map('one')),
      { method: 'PUT', path: `${MAPS}/one`, body: map('one', { data: { a: '2' } }) },
      {
        method: 'PATCH',
        path: `${MAPS}/one`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"data":{"a":"3"}}',
      },
      {
        method: 'PATCH',
        path: `${MAPS}/one?fieldManager=me&force=true`,
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"4"}}',
      },
      { method: 'DELETE', path: `${MAPS}/one` },
      { method: 'DELETE', path: MAPS },
    ],
  ),
  ...(
    [
      { name: 'params' },
      { name: 'none' },
      { name: 'none', parameterNotFoundAction: 'Allow' },
      { selector: { matchLabels: { none: '' } } },
      { selector: {} },
    ] as Json[]
  ).map((paramRef, index) =>
    policies(
      `parameters ${index}: ${JSON.stringify(paramRef)}`,
      {
        ...validation({
          expression: "object.metadata.name == 'params' || params.data.a != object.data.a",
          messageExpression: "'not ' + params.data.a",
        }),
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      },
      [one],
      {
        before: [post(map('params'))],
        binding: { paramRef: { parameterNotFoundAction: 'Deny', ...paramRef } },
        // Where a policy has nothing to say there is nothing to wait for.
        code: paramRef.parameterNotFoundAction === 'Allow' ? 201 : 422,
      },
    ),
  ),
];
