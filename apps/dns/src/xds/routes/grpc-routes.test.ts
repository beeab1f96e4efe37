import type { GrpcRoute, ReferenceGrant } from '@kubets/api';
import type { Route } from '@kubets/proto-gen/envoy/config/route/v3';
import { readGrpcRoutes, routesAt } from './grpc-routes';

const web = { group: '', kind: 'Service', name: 'web' };
type Spec = NonNullable<GrpcRoute['spec']>;
const route = (spec: Partial<Spec>, metadata: GrpcRoute['metadata'] = {}): GrpcRoute => ({
  metadata: { namespace: 'default', name: 'r', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  spec: { parentRefs: [web], ...spec },
});
const to = (name: string, more: object = {}) => ({ name, port: 80, ...more });
const read = (routes: GrpcRoute[], grants: ReferenceGrant[] = []) => readGrpcRoutes(routes, grants, 'cluster.local');
const text = ({ match = {}, route: action, nonForwardingAction }: Route): string => {
  const path = match.path ?? (match.safeRegex ? `~${match.safeRegex.regex}` : `${match.prefix}*`);
  const headers = (match.headers ?? []).map(({ name, exactMatch, safeRegexMatch }) =>
    exactMatch === undefined ? ` ${name}~${safeRegexMatch?.regex}` : ` ${name}=${exactMatch}`,
  );
  const clusters = (action?.weightedClusters?.clusters ?? []).map(({ name, weight }) => `${weight}×${name}`);
  const where = nonForwardingAction ? 'nowhere' : (action?.cluster ?? clusters.join(' + '));
  return `${path}${headers.join('')} → ${where.replaceAll('.default.svc.cluster.local:80', '')}`;
};
const textsAt = (routes: GrpcRoute[], port = 80, grants: ReferenceGrant[] = []) =>
  routesAt(read(routes, grants), 'default/web', port)?.map(text);

test.each<[string, GrpcRoute[], string[] | undefined]>([
  ['no route', [], undefined],
  ['one at a Gateway', [route({ parentRefs: [{ name: 'web' }], rules: [{ backendRefs: [to('a')] }] })], undefined],
  ['one at another Service', [route({ parentRefs: [{ ...web, name: 'other' }] })], undefined],
  [
    'one from another namespace',
    [route({ parentRefs: [{ ...web, namespace: 'default' }] }, { namespace: 'b' })],
    undefined,
  ],
  ['one at another port', [route({ parentRefs: [{ ...web, port: 81 }] })], undefined],
  ['every call', [route({ rules: [{ backendRefs: [to('a')] }] })], ['* → a']],
  [
    'shares by weight, without those that have none, a Service once',
    [
      route({
        rules: [{ backendRefs: [to('a', { weight: 9 }), to('b'), to('c', { weight: 0 }), to('b', { weight: 2 })] }],
      }),
    ],
    ['* → 9×a + 3×b'],
  ],
  ['a rule without backends', [route({ rules: [{}] })], ['* → nowhere']],
  [
    'a rule whose backends have no weight',
    [route({ rules: [{ backendRefs: [to('a', { weight: 0 })] }] })],
    ['* → nowhere'],
  ],
  [
    'methods, the preciser first',
    [
      route({
        rules: [
          { backendRefs: [to('all')] },
          { matches: [{ method: { service: 'x.S' } }], backendRefs: [to('service')] },
          { matches: [{ method: { method: 'Get' } }], backendRefs: [to('method')] },
          {
            matches: [
              { method: { service: 'x.S', method: 'Get' } },
              { method: { service: 'x.S', method: 'Put' }, headers: [{ name: 'V', value: '2' }] },
            ],
            backendRefs: [to('both')],
          },
        ],
      }),
    ],
    ['/x.S/Put v=2 → both', '/x.S/Get → both', '/x.S/* → service', '~/[^/]+/Get → method', '* → all'],
  ],
  [
    'patterns',
    [
      route({
        rules: [
          {
            matches: [
              {
                method: { type: 'RegularExpression', service: 'x\\..*' },
                headers: [
                  { name: 'Version', value: '2' },
                  { name: 'version', value: '3' },
                  { name: 'user', value: 'a|b', type: 'RegularExpression' },
                ],
              },
            ],
            backendRefs: [to('a')],
          },
        ],
      }),
    ],
    ['~/(?:x\\..*)/[^/]+ version=2 user~a|b → a'],
  ],
  [
    'the elder of two',
    [
      route({ rules: [{ backendRefs: [to('young')] }] }, { name: 'a', creationTimestamp: '2026-02-01T00:00:00Z' }),
      route({ rules: [{ backendRefs: [to('old')] }] }, { name: 'b' }),
    ],
    ['* → old', '* → young'],
  ],
  [
    'what may not be named, or is no Service, nowhere anybody is',
    [
      route({
        rules: [
          { backendRefs: [to('a', { namespace: 'b' })] },
          { backendRefs: [{ kind: 'Bucket', group: 'x', name: 'y' }] },
        ],
      }),
    ],
    ['* → a.b.invalid', '* → Bucket.y.invalid'],
  ],
])('of %s', (_, routes, expected) => expect(textsAt(routes)).toEqual(expected));

test('a ReferenceGrant lets a route name a Service of another namespace', () => {
  const grant = {
    metadata: { namespace: 'b', name: 'g' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'GRPCRoute', namespace: 'default' }],
      to: [{ group: '', kind: 'Service' }],
    },
  };
  const other = route({ rules: [{ backendRefs: [to('a', { namespace: 'b' })] }] });
  expect(textsAt([other], 80, [grant])).toEqual(['* → a.b.svc.cluster.local:80']);
});

test.each<[string, Partial<Spec>, string]>([
  [
    'a filter',
    { rules: [{ filters: [{ type: 'RequestHeaderModifier' }] }] },
    'filters (RequestHeaderModifier) are not',
  ],
  ['a filter of a backend', { rules: [{ backendRefs: [{ filters: [{ type: 'X' }] }] }] }, 'filters (X) are not'],
  ['a type of match', { rules: [{ matches: [{ method: { type: 'Fuzzy', method: 'a' } }] }] }, 'of type Fuzzy are not'],
  [
    'a pattern that clients cannot read',
    { rules: [{ matches: [{ method: { type: 'RegularExpression', method: '(?=a)' } }] }] },
    'is no pattern of RE2',
  ],
  [
    'a pattern without an end',
    { rules: [{ matches: [{ headers: [{ name: 'a', type: 'RegularExpression', value: 'a'.repeat(2000) }] }] }] },
    'longer than 1024',
  ],
  ['too many matches', { rules: [{ matches: Array.from({ length: 1001 }, () => ({})) }] }, 'more than 1000 matches'],
  ['nonsense', { rules: [7, null] as never }, 'the route cannot be read'],
])('%s is not carried out, and said', (_, spec, expected) => {
  const [found] = read([route(spec)]);
  expect(found?.failure).toContain(expected);
  expect(textsAt([route(spec)])).toBeUndefined();
});

test('what cannot be read at all is nobody’s', () =>
  expect(read([{ metadata: { name: 'r' } }, route({ parentRefs: 7 as never })])).toEqual([]));
