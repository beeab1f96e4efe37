import type { Ingress, IngressSpec } from '@kubets/proto-gen/networking/v1';
import { backend, ingress, path, service } from '../testing/objects';
import { planIngresses, type IngressPlan, type IngressWorld } from './plan-ingresses';
import { MOST_PATH_BYTES } from './routing';

const services = ['web', 'shop', 'other', 'fallback'].map((name) => service(name));
const world: IngressWorld = {
  service: (namespace, name) =>
    namespace === 'default' ? services.find(({ metadata }) => metadata?.name === name) : undefined,
  certificate: (_namespace, name) =>
    name === 'good' ? { pem: 'PEM' } : name === 'bad' ? { problem: 'has no tls.key' } : undefined,
};
/** `host path-type path backend` of each route. */
const routesOf = ({ routing }: IngressPlan) =>
  routing.routes.map(({ host, path: { type, value }, backend: to }) => `${host} ${type} ${value} ${to.split('.')[1]}`);
const plan = (...ingresses: Ingress[]) => planIngresses(ingresses, world);
const problemsOf = (made: IngressPlan) =>
  [...made.problems].flatMap(([key, problems]) => problems.map(({ reason, message }) => `${key} ${reason} ${message}`));
const rule = (host: string | undefined, ...paths: ReturnType<typeof path>[]) => ({ host, http: { paths } });

test.each<[string, IngressSpec, string[]]>([
  [
    'hosts and paths as they are written',
    {
      rules: [
        rule('A.example', path('/', 'Prefix', 'web'), path('/shop', 'Exact', 'shop')),
        rule('*.a.example', path('/x', 'Prefix', 'other')),
      ],
    },
    ['a.example Prefix / web', 'a.example Exact /shop shop', '*.a.example Prefix /x other'],
  ],
  ['no host is every host', { rules: [rule(undefined, path('/', 'Prefix', 'web'))] }, ['* Prefix / web']],
  [
    'how a prefix ends makes no difference; of an exact path it does',
    { rules: [rule('a', path('/x/', 'Prefix', 'web'), path('/x/', 'Exact', 'shop'))] },
    ['a Prefix /x web', 'a Exact /x/ shop'],
  ],
  [
    'ImplementationSpecific is Prefix, also without a path',
    {
      rules: [
        rule('a', path('/x', 'ImplementationSpecific', 'web')),
        rule('b', path(undefined, 'ImplementationSpecific', 'shop')),
      ],
    },
    ['a Prefix /x web', 'b Prefix / shop'],
  ],
  [
    'the default backend takes what the hosts’ rules leave, and what all leave',
    { defaultBackend: backend('fallback'), rules: [rule('a', path('/x', 'Prefix', 'web'))] },
    ['a Prefix /x web', 'a Prefix / fallback', '* Prefix / fallback'],
  ],
  [
    'a rule for / leaves the default backend nothing of its host',
    { defaultBackend: backend('fallback'), rules: [rule('a', path('/', 'Prefix', 'web'))] },
    ['a Prefix / web', '* Prefix / fallback'],
  ],
  ['a default backend alone', { defaultBackend: backend('fallback') }, ['* Prefix / fallback']],
  [
    'a host without paths',
    { rules: [{ host: 'a' }], defaultBackend: backend('web') },
    ['a Prefix / web', '* Prefix / web'],
  ],
])('%s', (_, spec, routes) => expect(routesOf(plan(ingress('one', spec)))).toEqual(routes));

test('of two rules for the same the older one counts, and the other is told', () => {
  const at = (creationTimestamp: string) => ({ creationTimestamp });
  const young = ingress('a-young', { rules: [rule('a', path('/', 'Prefix', 'web'))] }, at('2026-01-02T00:00:00Z'));
  const old = ingress('old', { rules: [rule('a', path('/', 'Prefix', 'shop'))] }, at('2026-01-01T00:00:00Z'));
  const made = plan(young, old);
  expect(routesOf(made)).toEqual(['a Prefix / shop']);
  expect(problemsOf(made)).toEqual([
    'default/a-young PathConflict spec.rules[0].http.paths[0]: an older rule leads a/ elsewhere',
  ]);
});

test('as default backend of all, one of an Ingress without rules goes before', () => {
  const withRules = ingress('a', { defaultBackend: backend('web'), rules: [rule('a', path('/x', 'Exact', 'shop'))] });
  expect(routesOf(plan(withRules, ingress('b', { defaultBackend: backend('fallback') })))).toEqual([
    'a Exact /x shop',
    'a Prefix / web',
    '* Prefix / fallback',
  ]);
});

test.each<[string, IngressSpec, string[], string[]]>([
  [
    'a Service that is not there: its requests get 503, others are led',
    { rules: [rule('a', path('/', 'Prefix', 'gone'), path('/x', 'Prefix', 'web'))] },
    ['a Prefix / gone', 'a Prefix /x web'],
    ['ServiceNotFound spec.rules[0].http.paths[0]: Service "default/gone" is not there'],
  ],
  [
    'a port that is not there',
    { defaultBackend: backend('web', 'metrics') },
    ['* Prefix / web'],
    ['ServiceNotFound spec.defaultBackend: Service "default/web" has no port metrics'],
  ],
  [
    'a resource backend',
    {
      rules: [
        rule('a', {
          path: '/',
          pathType: 'Prefix',
          backend: { resource: { kind: 'Bucket', name: 'b', apiGroup: 'x.io' } },
        }),
        rule('a', path('/x', 'Prefix', 'web')),
      ],
    },
    ['a Prefix /x web'],
    [
      'ResourceBackend spec.rules[0].http.paths[0]: the resource backend Bucket "b" is ignored, requests are led to Services only',
    ],
  ],
  [
    'a host that is none',
    { rules: [rule('a b\nacl', path('/', 'Prefix', 'web')), rule('a', path('/', 'Prefix', 'web'))] },
    ['a Prefix / web'],
    ['InvalidHost spec.rules[0]: "a b\\nacl" is no host name'],
  ],
  [
    'a path that no request can have',
    { rules: [rule('a', path(`/${'x'.repeat(MOST_PATH_BYTES)}`, 'Prefix', 'web'), path('/', 'Prefix', 'web'))] },
    ['a Prefix / web'],
    [`InvalidPath spec.rules[0].http.paths[0]: the path is longer than ${MOST_PATH_BYTES} bytes`],
  ],
  [
    'a Secret that is not there, and one that is bad',
    {
      defaultBackend: backend('web'),
      tls: [{ hosts: ['a'], secretName: 'none' }, { hosts: ['a'], secretName: 'bad' }, { hosts: ['a'] }],
    },
    ['* Prefix / web'],
    [
      'InvalidCertificate spec.tls[0]: Secret "default/none" is not there, or not of type kubernetes.io/tls',
      'InvalidCertificate spec.tls[1]: Secret "default/bad" has no tls.key',
    ],
  ],
])('%s', (_, spec, routes, problems) => {
  const made = plan(ingress('one', spec));
  expect(routesOf(made)).toEqual(routes);
  expect(problemsOf(made)).toEqual(problems.map((problem) => `default/one ${problem}`));
});

test('certificates by host', () => {
  const tls = [{ hosts: ['A.example', '*.a.example'], secretName: 'good' }, { secretName: 'good' }];
  expect(plan(ingress('one', { defaultBackend: backend('web'), tls })).routing.certificates).toEqual([
    { source: 'default/good', hosts: ['a.example', '*.a.example'], pem: 'PEM' },
    { source: 'default/good', hosts: [], pem: 'PEM' },
  ]);
});

test('one backend for a port, by whichever name', () => {
  services.push(
    service('named', [
      { name: 'http', port: 80 },
      { name: 'grpc', port: 90, appProtocol: 'kubernetes.io/h2c' },
    ]),
  );
  const rules = ['http', 80, 'grpc', 90].map((port, index) => ({
    host: `h${index}`,
    http: { paths: [{ path: '/', pathType: 'Prefix', backend: backend('named', port) }] },
  }));
  expect(plan(ingress('one', { rules })).routing.backends).toEqual([
    { name: 'default.named.80.http', namespace: 'default', service: 'named', portName: 'http', protocol: 'http' },
    { name: 'default.named.90.h2c', namespace: 'default', service: 'named', portName: 'grpc', protocol: 'h2c' },
  ]);
});
