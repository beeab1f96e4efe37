import {
  collectionOf,
  podWith,
  post,
  send,
  then,
  type Aimed,
  type AimedRequest,
  type Shot,
} from '../../../test/fuzz/aimed/aim';
import { many, shoot } from './shoot';

const RIGHTS = 'rights';
const REVIEWS = '/apis/authorization.k8s.io/v1';

const asUser = (headers: [string, string][], path = '/api/v1/namespaces/default'): Shot =>
  send({ method: 'GET', path, headers: [['impersonate-user', 'u'], ...headers], over: 'http2' });
const review =
  (kind: string, spec: object, options: Partial<AimedRequest> = {}): Shot =>
  (range) =>
    post('configmaps', JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind, spec }), {
      path: `${REVIEWS}/${kind.toLowerCase()}s`,
      ...options,
    })(range);
const role =
  (rules: object[]): Shot =>
  (range) =>
    post('roles', JSON.stringify({ metadata: { name: 'NAME' }, rules }))(range);
/** A role with these rules for the ServiceAccount, who then asks. */
const bound =
  (rules: () => object[], shot: Shot): Shot =>
  async (range) => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/NS';
    const made = await post('roles', JSON.stringify({ metadata: { name: 'NAME' }, rules: rules() }))(range);
    if (made.code !== 201) return made;
    await post(
      'roles',
      JSON.stringify({
        metadata: { name: 'NAME' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'NAME' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'kubets-fuzz-a', name: 'weak' }],
      }),
      { path: `${roles}/rolebindings` },
    )(range);
    const outcome = await shot(range);
    await send({ method: 'DELETE', path: `${roles}/rolebindings/NAME` })(range);
    return outcome;
  };
const rules = (count: number) => () =>
  many(count, (index) => ({ apiGroups: [`g${index}.example`], resources: [`r${index}`], verbs: ['get', 'list'] }));
const askAsWeak = send({ method: 'GET', path: '/api/v1/namespaces/NS/nodes', as: 'weak' });
const subresource = (plural: string, name: string, body: object, object = podWith('')): Shot =>
  then(post(plural, object), (range) =>
    post(plural, JSON.stringify(body), { path: `${collectionOf(plural)}/NAME/${name}` })(range),
  );

/** Who may what. */
export const RIGHTS_AND_REVIEWS: readonly Aimed[] = [
  ...(
    [
      ['2,000 groups', many(2000, (index) => ['impersonate-group', `g${index}`])],
      ['300 extras', many(300, (index) => [`impersonate-extra-k${index}`, 'v'])],
      ['a uid', [['impersonate-uid', 'x'.repeat(5000)]]],
      ['an empty group', [['impersonate-group', '']]],
      ['system:masters', [['impersonate-group', 'system:masters']]],
      ['system:authenticated', [['impersonate-group', 'system:authenticated']]],
      ['an extra without a name', [['impersonate-extra-', 'v']]],
      ['an extra with a broken escape', [['impersonate-extra-%zz', 'v']]],
    ] as [string, [string, string][]][]
  ).map(([what, headers]) => shoot(RIGHTS, `impersonation with ${what}`, asUser(headers))),
  ...[
    '',
    'system:anonymous',
    'system:serviceaccount:a:b',
    'system:serviceaccount:::',
    'system:node:x',
    'é',
    'u'.repeat(10_000),
    '__proto__',
  ].map((user) =>
    shoot(
      RIGHTS,
      `impersonation of "${user.slice(0, 30)}"`,
      send({ method: 'GET', path: '/api/v1/namespaces/default', headers: [['impersonate-user', user]] }),
    ),
  ),
  ...[1000, 10_000, 80_000].map((count) =>
    shoot(
      RIGHTS,
      `a review of a user with ${count} groups`,
      review('SubjectAccessReview', {
        user: 'u',
        groups: many(count, (index) => `g${index}`),
        resourceAttributes: { verb: 'get', resource: 'pods' },
      }),
    ),
  ),
  shoot(
    RIGHTS,
    'a review of 20,000 extras',
    review('SubjectAccessReview', {
      user: 'u',
      extra: Object.fromEntries(many(20_000, (index) => [`k${index}`, ['v']])),
      resourceAttributes: { verb: 'get' },
    }),
  ),
  ...(
    [
      {},
      { user: '' },
      { user: 'u' },
      { user: 'u', resourceAttributes: {}, nonResourceAttributes: {} },
      { user: 'u', nonResourceAttributes: { path: '/'.repeat(5000), verb: 'get' } },
      { user: 'u', resourceAttributes: { verb: '*', resource: '*', group: '*' } },
      { user: 'u', resourceAttributes: { labelSelector: { rawSelector: 'a in (' } } },
      {
        user: 'u',
        resourceAttributes: {
          fieldSelector: { requirements: many(2000, () => ({ key: 'a', operator: 'In', values: ['b'] })) },
        },
      },
    ] as object[]
  ).map((spec) =>
    shoot(RIGHTS, `a review of ${JSON.stringify(spec).slice(0, 80)}`, review('SubjectAccessReview', spec)),
  ),
  shoot(
    RIGHTS,
    'a review of all rules',
    review('SelfSubjectRulesReview', { namespace: 'kubets-fuzz-a' }, { as: 'weak' }),
  ),
  shoot(RIGHTS, 'a review of all rules of no namespace', review('SelfSubjectRulesReview', {})),
  ...[1000, 9000].flatMap((count) => [
    shoot(RIGHTS, `a request that ${count} rules are read for`, bound(rules(count), askAsWeak)),
    shoot(
      RIGHTS,
      `a review of all rules among ${count}`,
      bound(rules(count), review('SelfSubjectRulesReview', { namespace: 'kubets-fuzz-a' }, { as: 'weak' })),
    ),
  ]),
  shoot(
    RIGHTS,
    'a rule of 60,000 names that is read for a request',
    bound(
      () => [
        { apiGroups: [''], resources: ['nodes'], verbs: ['get'], resourceNames: many(60_000, (index) => `n${index}`) },
      ],
      askAsWeak,
    ),
  ),
  shoot(RIGHTS, 'a Role that the ServiceAccount may not give, of 5,000 rules', (range) =>
    post('roles', JSON.stringify({ metadata: { name: 'NAME' }, rules: rules(5000)() }), { as: 'weak' })(range),
  ),
  ...(
    [
      [{}],
      [{ verbs: [] }],
      [{ verbs: ['get'] }],
      [{ verbs: ['get'], apiGroups: [''], resources: [] }],
      [{ verbs: ['get'], nonResourceURLs: ['/x'] }],
      [{ verbs: [''], apiGroups: [''], resources: ['*/*'] }],
      [{ verbs: ['get'], apiGroups: ['*'], resources: ['pods/log/x'], resourceNames: ['*'] }],
      [null],
      [{ verbs: 'get' }],
    ] as object[][]
  ).map((given) => shoot(RIGHTS, `a Role of ${JSON.stringify(given)}`, role(given))),
  ...(
    [
      [],
      [{}],
      [{ kind: 'User', name: 'u' }],
      [{ kind: 'ServiceAccount', name: 's' }],
      [{ kind: 'Nothing', name: 'u' }],
      [{ kind: 'Group', name: '', apiGroup: 'x' }],
    ] as object[][]
  ).map((subjects) =>
    shoot(
      RIGHTS,
      `a binding of ${JSON.stringify(subjects)}`,
      post(
        'roles',
        JSON.stringify({
          metadata: { name: 'NAME' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'none' },
          subjects,
        }),
        { path: '/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings' },
      ),
    ),
  ),
  shoot(RIGHTS, 'a binding of 30,000 subjects', (range) =>
    post(
      'roles',
      JSON.stringify({
        metadata: { name: 'NAME' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'none' },
        subjects: many(30_000, (index) => ({ kind: 'User', name: `u${index}`, apiGroup: 'rbac.authorization.k8s.io' })),
      }),
      { path: '/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings' },
    )(range),
  ),
  ...(
    [
      {},
      { target: { name: 'n' } },
      { target: 1 },
      { metadata: { name: 'other' }, target: { name: 'n' } },
      { target: { name: 'é'.repeat(5000) } },
    ] as object[]
  ).map((body) =>
    shoot(RIGHTS, `a binding of a Pod: ${JSON.stringify(body).slice(0, 60)}`, subresource('pods', 'binding', body)),
  ),
  ...(
    [
      {},
      { metadata: { name: 'other' } },
      { deleteOptions: { gracePeriodSeconds: -1 } },
      { deleteOptions: { dryRun: ['x'] } },
    ] as object[]
  ).map((body) => shoot(RIGHTS, `an eviction: ${JSON.stringify(body)}`, subresource('pods', 'eviction', body))),
  ...(
    [
      {},
      { spec: { expirationSeconds: 1 } },
      { spec: { expirationSeconds: 9e18 } },
      { spec: { audiences: many(5000, (index) => `a${index}`) } },
      { spec: { boundObjectRef: { kind: 'Pod', name: 'none' } } },
      { spec: { boundObjectRef: { kind: 'Nothing', name: 'x' } } },
    ] as object[]
  ).map((body) =>
    shoot(
      RIGHTS,
      `a token: ${JSON.stringify(body).slice(0, 60)}`,
      subresource('serviceaccounts', 'token', body, '{"metadata":{"name":"NAME"}}'),
    ),
  ),
  shoot(
    RIGHTS,
    'a review of a token of 1 MB',
    post('configmaps', JSON.stringify({ spec: { token: 'x'.repeat(1_000_000) } }), {
      path: '/apis/authentication.k8s.io/v1/tokenreviews',
    }),
  ),
  shoot(
    RIGHTS,
    'a review of a token of dots',
    post(
      'configmaps',
      JSON.stringify({ spec: { token: '.'.repeat(100_000), audiences: many(2000, (index) => `a${index}`) } }),
      { path: '/apis/authentication.k8s.io/v1/tokenreviews' },
    ),
  ),
];
