// Whatever stands in Ingresses and routes, and of whatever type it is, the engine takes the configuration that is made of all: what one
// writes costs its own rules alone.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { selfSignedCertificate } from '@kubets/component';
import { checkConfig } from '../../apps/ingress/src/engine/engine-process';
import { engineFiles } from '../../apps/ingress/src/engine/haproxy-config';
import { GATEWAY_CONTROLLER, type Gateway, type Route } from '../../apps/ingress/src/gateway/objects';
import { planGateways } from '../../apps/ingress/src/gateway/plan-gateways';
import { planIngresses } from '../../apps/ingress/src/model/plan-ingresses';
import { ingress, path, service } from '../../apps/ingress/src/testing/objects';
import { drawOf, type Draw } from '../fuzz/generate/draw';

jest.setTimeout(120_000);

const dir = mkdtempSync(join(tmpdir(), 'kubets-ingress-hostile-'));
let pem: string;
beforeAll(async () => {
  const { cert, key } = await selfSignedCertificate('a.example');
  pem = `${String(cert)}\n${String(key)}`;
});
afterAll(() => rmSync(dir, { recursive: true }));

const TEXTS = [
  '/a b',
  '/a\nbackend evil\n  server x 192.0.2.1:80',
  "/'",
  '/"',
  '/#',
  '/\\',
  '/\\x0a',
  '/%[src]',
  '/${HOME}',
  '/%%',
  '/\u0000',
  '/\u2028\u00e9',
  '/{ } || !',
  '/..//../',
  '*',
  '*.*.example',
  '#a',
  '!a.example',
  '-',
  'rule-0-0-0',
  'a.example|80',
  '__proto__',
  'x'.repeat(5000),
  '/' + '\n'.repeat(1000),
  '',
];
const VALUES = [null, 0, -1, 1.5, 1e300, NaN, 2 ** 31, true, [], ['/a'], {}, { length: 1 }, '5', '80 evil'];

/** Any of what may stand where something else belongs. */
const anything = (draw: Draw): never =>
  draw.weighted<() => unknown>([
    [4, () => draw.pick(TEXTS)],
    [2, () => draw.pick(VALUES)],
    [2, () => draw.text()],
    [1, () => draw.json()],
  ])() as never;
/** What belongs there, and now and then anything. */
const mostly = <T>(draw: Draw, right: T): T => (draw.chance(0.25) ? anything(draw) : right);
const text = (draw: Draw): string => (draw.chance(0.5) ? draw.pick(TEXTS) : draw.text());

const hostileIngress = (draw: Draw, index: number) =>
  ingress(`i${index}`, {
    rules: [
      {
        host: draw.chance(0.5) ? text(draw) : undefined,
        http: { paths: [path(text(draw), draw.pick(['Exact', 'Prefix', 'ImplementationSpecific']), 'web')] },
      },
    ],
    tls: [{ hosts: [text(draw), text(draw)], secretName: 'tls' }],
    defaultBackend: draw.chance(0.2) ? { service: { name: text(draw), port: { name: text(draw) } } } : undefined,
  });

const header = (draw: Draw) => ({ name: mostly(draw, 'X-A'), value: mostly(draw, 'a b') });
function hostileRoute(draw: Draw, index: number): Route {
  const filters = [
    {
      type: 'RequestHeaderModifier',
      requestHeaderModifier: { set: [header(draw)], add: mostly(draw, [header(draw)]), remove: [mostly(draw, 'x-b')] },
    },
    {
      type: 'URLRewrite',
      urlRewrite: {
        hostname: mostly(draw, 'b.example'),
        path: { type: 'ReplacePrefixMatch', replacePrefixMatch: mostly(draw, '/new') },
      },
    },
    {
      type: 'RequestRedirect',
      requestRedirect: {
        scheme: mostly(draw, 'https'),
        hostname: mostly(draw, 'c.example'),
        port: mostly(draw, 8443),
        statusCode: mostly(draw, 301),
        path: { type: 'ReplaceFullPath', replaceFullPath: mostly(draw, '/x') },
      },
    },
  ];
  const rule = {
    matches: [
      {
        path: { type: mostly(draw, 'PathPrefix'), value: mostly(draw, '/a') },
        method: mostly(draw, 'GET'),
        headers: mostly(draw, [header(draw)]),
        queryParams: [{ name: mostly(draw, 'q'), value: mostly(draw, 'v') }],
      },
    ],
    filters: mostly(draw, [draw.pick(filters)]),
    backendRefs: mostly(draw, [
      { name: mostly(draw, 'web'), port: mostly(draw, 80), weight: mostly(draw, 2) },
      { name: 'web', port: 80, weight: mostly(draw, 3) },
    ]),
    timeouts: mostly(draw, { request: mostly(draw, '1s') }),
  };
  return {
    kind: 'HTTPRoute',
    metadata: { namespace: 'default', name: `r${index}`, creationTimestamp: '2026-01-02T00:00:00Z' },
    spec: {
      parentRefs: [{ name: 'g' }],
      hostnames: mostly(draw, [mostly(draw, 'a.example')]),
      rules: mostly(draw, [rule]),
    },
  } as Route;
}

const gateway = {
  metadata: { namespace: 'default', name: 'g', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { gatewayClassName: 'c', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
} as Gateway;
const good = {
  kind: 'HTTPRoute',
  metadata: { namespace: 'default', name: 'good', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    parentRefs: [{ name: 'g' }],
    hostnames: ['good.example'],
    rules: [{ matches: [{ path: { type: 'Exact', value: '/good' } }], backendRefs: [{ name: 'web', port: 80 }] }],
  },
} as Route;

test.each(Array.from({ length: 15 }, (_, index) => index))('seed %i', async (seed) => {
  const draw = drawOf(seed, 0);
  const world = { service: (_: string, name: string) => service(name), certificate: () => ({ pem }) as never };
  const many = Array.from({ length: 60 }, (_, index) => index);
  const { routing } = planIngresses(
    [ingress('good', { rules: [{ host: 'good.example', http: { paths: [path('/', 'Prefix', 'web')] } }] })].concat(
      many.map((index) => hostileIngress(draw, index)),
    ),
    world,
  );
  const gateways = planGateways(
    {
      classes: [{ metadata: { name: 'c' }, spec: { controllerName: GATEWAY_CONTROLLER } }],
      gateways: [gateway],
      routes: [good, ...many.map((index) => hostileRoute(draw, index))],
    },
    { ...world, grants: [], namespaceLabels: () => ({}), isPortFree: () => true },
  );
  const settings = {
    listenAddresses: ['127.0.0.1'],
    httpPort: 80,
    httpsPort: 443,
    threads: 1,
    dropRights: false,
    defaultPem: pem,
  };
  const place = join(dir, String(seed));
  const files = engineFiles(
    { ...routing, backends: [...routing.backends, ...gateways.backends], gateways: gateways.routing },
    { endpointsOf: () => [], settings, dir: place, socket: join(place, 'socket') },
  );
  await mkdir(place);
  for (const [name, content] of files) {
    await mkdir(dirname(join(place, name)), { recursive: true });
    await writeFile(join(place, name), content);
  }
  expect(await checkConfig('haproxy', join(place, 'haproxy.cfg'))).toBeUndefined();
  for (const line of files.get('haproxy.cfg')!.split('\n')) expect(line).not.toMatch(/backend evil|server x 192/);
  expect(files.get('prefix.map')).toContain('good.example/ ');
  expect(files.get('gateway-exact.map')).toMatch(/\/good rule-/);
});
