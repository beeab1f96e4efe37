import type { KubeObject } from '@kubets/apimachinery';
import type { Authorizer } from '../../pipeline/authorization';
import type { VirtualContext, VirtualResourceDefinition } from '../../registry/resource';
import { createRoleIndex } from '../rbac/role-index';
import { createMemoryObjects } from '../testing/memory-objects';
import { accessReviews } from './access-reviews';
import { authenticationReviews } from './authentication-reviews';
import { rulesReview } from './rules-review';

const objects = createMemoryObjects({
  clusterroles: [
    {
      metadata: { name: 'r' },
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        { nonResourceURLs: ['/healthz'], verbs: ['get'] },
      ],
    } as KubeObject,
  ],
  clusterrolebindings: [
    {
      metadata: { name: 'b' },
      roleRef: { kind: 'ClusterRole', name: 'r' },
      subjects: [{ kind: 'User', name: 'ann' }],
    } as KubeObject,
  ],
});
const context = (namespace = '', username = 'ann', groups = ['system:authenticated']): VirtualContext => ({
  now: new Date(),
  user: { username, groups, extra: { x: ['1'] } },
  reader: objects,
  settings: { serviceClusterIpRanges: [], serviceNodePortRange: { first: 1, last: 2 } },
  namespace,
});
const authorizer: Authorizer = {
  authorize: async ({ user, verb, resource, subresource, path, fieldSelector }) => ({
    allowed: user.username === 'ann' && verb === 'get',
    reason: `${resource}/${subresource}${path}${fieldSelector ? JSON.stringify(fieldSelector) : ''}`,
  }),
};
const tokens = {
  async verify(token: string, audiences: readonly string[]) {
    if (token === 'foreign') return undefined;
    if (token !== 'good') throw new Error('expired');
    return { user: { username: 'bot', groups: ['bots'] }, audiences: [...audiences] };
  },
};

const all = [
  ...accessReviews(authorizer),
  ...authenticationReviews({ tokens, apiAudiences: ['api'] }),
  rulesReview(createRoleIndex(objects)),
];
const create = (plural: string, spec: object, ctx = context(), metadata = { namespace: ctx.namespace }) =>
  (all.find((one) => one.plural === plural) as VirtualResourceDefinition).create({ metadata, spec } as KubeObject, ctx);
const ANSWERED_WITHOUT_QUESTION = ['selfsubjectreviews', 'selfsubjectrulesreviews'];
const selecting = (selectors: object) => ({ resourceAttributes: { verb: 'get', resource: 'pods', ...selectors } });
const pods = { resourceAttributes: { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop' } };

test.each<[string, object, VirtualContext, object]>([
  ['subjectaccessreviews', { user: 'ann', ...pods }, context('', 'eve'), { allowed: true, reason: 'pods/log' }],
  ['subjectaccessreviews', { user: 'eve', ...pods }, context(), { allowed: false, reason: 'pods/log' }],
  [
    'subjectaccessreviews',
    { groups: ['g'], nonResourceAttributes: { verb: 'get', path: '/x' } },
    context(),
    { allowed: false, reason: '//x' },
  ],
  ['selfsubjectaccessreviews', pods, context(), { allowed: true, reason: 'pods/log' }],
  ['localsubjectaccessreviews', { user: 'ann', ...pods }, context('shop'), { allowed: true, reason: 'pods/log' }],
  [
    'selfsubjectaccessreviews',
    selecting({ fieldSelector: { rawSelector: 'spec.nodeName=a,x!=b\\,c' } }),
    context(),
    {
      allowed: true,
      reason: 'pods/[{"field":"spec.nodeName","operator":"=","value":"a"},{"field":"x","operator":"!=","value":"b,c"}]',
    },
  ],
  [
    'selfsubjectaccessreviews',
    selecting({
      fieldSelector: {
        requirements: [
          { key: 'a', operator: 'In', values: ['b'] },
          { key: 'c', operator: 'NotIn', values: ['d'] },
          { key: 'e', operator: 'In', values: ['f', 'g'] },
          { key: 'h', operator: 'Later', values: ['i'] },
        ],
      },
    }),
    context(),
    {
      allowed: true,
      reason: 'pods/[{"field":"a","operator":"=","value":"b"},{"field":"c","operator":"!=","value":"d"}]',
      evaluationError: 'spec.resourceAttributes.fieldSelector partially ignored due to parse error',
    },
  ],
  [
    'selfsubjectaccessreviews',
    selecting({ fieldSelector: { rawSelector: 'a=b=c' } }),
    context(),
    {
      allowed: true,
      reason: 'pods/',
      evaluationError: 'spec.resourceAttributes.fieldSelector ignored due to parse error',
    },
  ],
  [
    'selfsubjectaccessreviews',
    selecting({
      labelSelector: {
        requirements: [
          { key: 'a', operator: 'Later' },
          { key: 'b', operator: 'Exists' },
        ],
      },
    }),
    context(),
    {
      allowed: true,
      reason: 'pods/',
      evaluationError: 'spec.resourceAttributes.labelSelector partially ignored due to parse error',
    },
  ],
  [
    'selfsubjectreviews',
    {},
    context(),
    { userInfo: { username: 'ann', groups: ['system:authenticated'], extra: { x: ['1'] } } },
  ],
  [
    'tokenreviews',
    { token: 'good' },
    context(),
    { authenticated: true, audiences: ['api'], user: { username: 'bot', groups: ['bots', 'system:authenticated'] } },
  ],
  [
    'tokenreviews',
    { token: 'good', audiences: ['vault'] },
    context(),
    { authenticated: true, audiences: ['vault'], user: expect.anything() },
  ],
  ['tokenreviews', { token: 'foreign' }, context(), { user: {}, error: 'invalid bearer token' }],
  ['tokenreviews', { token: 'bad' }, context(), { user: {}, error: '[invalid bearer token, expired]' }],
  [
    'selfsubjectrulesreviews',
    { namespace: 'shop' },
    context(),
    {
      incomplete: false,
      resourceRules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      nonResourceRules: [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }],
    },
  ],
  [
    'selfsubjectrulesreviews',
    { namespace: 'shop' },
    context('', 'root', ['system:masters']),
    { incomplete: false, resourceRules: [], nonResourceRules: [] },
  ],
  [
    'selfsubjectrulesreviews',
    { namespace: 'shop' },
    context('', 'system:node:n', ['system:nodes']),
    {
      incomplete: true,
      resourceRules: [],
      nonResourceRules: [],
      evaluationError: 'node authorizer does not support user rule resolution',
    },
  ],
])('%s of %j', async (plural, spec, ctx, status) => {
  const answer = (await create(plural, spec, ctx)) as KubeObject & { spec?: object; status?: object };
  expect(answer.status).toEqual(status);
  expect(answer.spec ?? {}).toEqual(ANSWERED_WITHOUT_QUESTION.includes(plural) ? {} : spec);
});

test.each<[string, object, VirtualContext, string]>([
  [
    'subjectaccessreviews',
    { user: 'ann' },
    context(),
    '.authorization.k8s.io "" is invalid: spec: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
  ],
  [
    'subjectaccessreviews',
    { ...pods },
    context(),
    'spec.user: Invalid value: "": at least one of user or group must be specified',
  ],
  [
    'selfsubjectaccessreviews',
    { ...pods, nonResourceAttributes: { path: '/' } },
    context(),
    'spec: Invalid value: {"Path":"/","Verb":""}: exactly one of nonResourceAttributes or resourceAttributes must be specified',
  ],
  [
    'localsubjectaccessreviews',
    { user: 'ann', ...pods },
    context('lab'),
    'spec.resourceAttributes.namespace: Invalid value: "shop": must match metadata.namespace',
  ],
  [
    'localsubjectaccessreviews',
    { user: 'ann', nonResourceAttributes: { path: '/' } },
    context('lab'),
    'spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":""}: disallowed on this kind of request',
  ],
  [
    'selfsubjectaccessreviews',
    selecting({ fieldSelector: {} }),
    context(),
    'spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required',
  ],
  [
    'selfsubjectaccessreviews',
    selecting({ labelSelector: { rawSelector: 'a=b', requirements: [{ key: 'a', operator: 'Exists' }] } }),
    context(),
    'spec.resourceAttributes.labelSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements',
  ],
  [
    'selfsubjectaccessreviews',
    selecting({ fieldSelector: { requirements: [{ operator: 'In' }] } }),
    context(),
    'spec.resourceAttributes.fieldSelector.requirements[0].values: Required value',
  ],
  [
    'selfsubjectaccessreviews',
    selecting({ labelSelector: { requirements: [{ key: '-', operator: 'In', values: ['_'] }] } }),
    context(),
    'spec.resourceAttributes.labelSelector.requirements[0].key: Invalid value: "-": name part must consist of',
  ],
  ['tokenreviews', {}, context(), 'token is required for TokenReview in authentication'],
  ['selfsubjectrulesreviews', {}, context(), 'no namespace on request'],
])(
  '%s refuses %j',
  async (plural, spec, ctx, message) => await expect(create(plural, spec, ctx)).rejects.toThrow(message),
);

test.each([
  ['subjectaccessreviews', { name: 'x' }, 'metadata: Invalid value: {"name":"x"}: must be empty'],
  [
    'localsubjectaccessreviews',
    { labels: { c: 'd', a: 'b' }, namespace: 'shop' },
    'metadata: Invalid value: {"namespace":"shop","labels":{"a":"b","c":"d"}}: must be empty except for namespace',
  ],
])('%s are about nothing but what they ask: %j', async (plural, metadata, message) => {
  const asked = create(plural, { user: 'ann', ...pods }, context('shop'), metadata as never);
  await expect(asked).rejects.toThrow(message);
});
