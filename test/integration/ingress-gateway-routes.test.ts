// What HAProxy does with the routes of Gateways, beside those of Ingresses.
import { GATEWAY_CONTROLLER, type Gateway, type HttpRoute } from '../../apps/ingress/src/gateway/objects';
import { planGateways } from '../../apps/ingress/src/gateway/plan-gateways';
import { createEngineLab, routing, table } from './ingress/engine-lab';

jest.setTimeout(60_000);

const lab = createEngineLab();
const { applied, ask, pods } = lab;
beforeAll(() => lab.start());
afterAll(() => lab.stop());

describe('routes of Gateways', () => {
  const service = (name: string) => ({ metadata: { namespace: 'default', name }, spec: { ports: [{ port: 80 }] } });
  const gateway: Gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'default', name: 'gate' },
    spec: { gatewayClassName: 'kubets', listeners: [] },
  };
  const httpRoute = (name: string, hostnames: string[], rules: NonNullable<HttpRoute['spec']>['rules']): HttpRoute => ({
    kind: 'HTTPRoute',
    metadata: { namespace: 'default', name },
    spec: { parentRefs: [{ name: 'gate' }], hostnames, rules },
  });
  const to = (name: string, weight?: number) => ({ name, port: 80, weight });
  const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } });
  const redirect = (requestRedirect: object) => [{ type: 'RequestRedirect', requestRedirect }];
  const rewrite = (urlRewrite: object) => [{ type: 'URLRewrite', urlRewrite }];
  const strange = 'a "b" {c} %[src] \\x \'d\' }';

  beforeAll(async () => {
    const own = {
      ...gateway,
      spec: { ...gateway.spec, listeners: [{ name: 'http', port: lab.httpPort, protocol: 'HTTP' }] },
    };
    const routes = [
      httpRoute(
        'site',
        ['g.example'],
        [
          { matches: [prefix('/')], backendRefs: [to('root')] },
          { matches: [{ ...prefix('/'), headers: [{ name: 'X-Version', value: '2' }] }], backendRefs: [to('shop')] },
          {
            matches: [{ ...prefix('/'), headers: [{ name: 'x-strange', value: strange }] }],
            backendRefs: [to('deep')],
          },
          { matches: [{ ...prefix('/q'), queryParams: [{ name: 'a', value: 'b c' }] }], backendRefs: [to('deep')] },
          { matches: [{ ...prefix('/m'), method: 'POST' }], backendRefs: [to('exact')] },
          { matches: [prefix('/weights')], backendRefs: [to('root', 1), to('shop', 1), to('deep', 0)] },
          { matches: [prefix('/broken')], backendRefs: [to('missing')] },
          { matches: [prefix('/nobody')], backendRefs: [to('nobody')] },
          { matches: [prefix('/nothing')] },
          {
            matches: [prefix('/to')],
            filters: redirect({ hostname: 'other.example', scheme: 'https', statusCode: 301 }),
          },
          {
            matches: [prefix('/port')],
            filters: redirect({ port: 8443, path: { type: 'ReplaceFullPath', replaceFullPath: '/x y' } }),
          },
          {
            matches: [prefix('/cut/off')],
            filters: redirect({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } }),
          },
          {
            matches: [prefix('/old')],
            filters: rewrite({
              hostname: 'inner.example',
              path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new/' },
            }),
            backendRefs: [to('root')],
          },
          {
            matches: [prefix('/full')],
            filters: rewrite({ path: { type: 'ReplaceFullPath', replaceFullPath: '/all%' } }),
            backendRefs: [to('root')],
          },
          {
            matches: [prefix('/headers')],
            filters: [
              {
                type: 'RequestHeaderModifier',
                requestHeaderModifier: {
                  set: [{ name: 'x-set', value: strange }],
                  add: [{ name: 'x-add', value: '1' }],
                  remove: ['x-gone'],
                },
              },
            ],
            backendRefs: [to('root')],
          },
          { matches: [prefix('/slow')], timeouts: { request: '300ms' }, backendRefs: [to('root')] },
        ],
      ),
      httpRoute('wild', ['*.g.example'], [{ backendRefs: [to('wild')] }]),
      httpRoute('deeper', ['*.x.g.example'], [{ matches: [prefix('/deep')], backendRefs: [to('deep')] }]),
    ];
    const names = ['root', 'shop', 'deep', 'exact', 'wild', 'nobody'];
    const plan = planGateways(
      {
        classes: [{ metadata: { name: 'kubets' }, spec: { controllerName: GATEWAY_CONTROLLER } }],
        gateways: [own],
        routes,
      },
      {
        grants: [],
        certificate: () => undefined,
        namespaceLabels: () => ({}),
        isPortFree: (port, isTls) => port === lab.httpPort && !isTls,
        service: (_, name) => (names.includes(name) ? service(name) : undefined),
      },
    );
    expect([...plan.parents.values()].flat().map(({ accepted }) => accepted)).toEqual(
      Array(3).fill(['True', 'Accepted', '']),
    );
    for (const { name, service: target } of plan.backends) pods[name] = pods[target] ?? [];
    const ofIngresses = routing(table);
    await applied({ ...ofIngresses, backends: [...ofIngresses.backends, ...plan.backends], gateways: plan.routing });
  });

  test.each<
    [
      host: string,
      path: string,
      method: string,
      headers: Record<string, string>,
      status: number,
      pod: string | undefined,
    ]
  >([
    ['g.example', '/', 'GET', {}, 200, 'root'],
    ['g.example', '/any/thing', 'GET', { 'x-version': '2' }, 200, 'shop'],
    ['g.example', '/any', 'GET', { 'x-version': '3' }, 200, 'root'],
    ['g.example', '/any', 'GET', { 'x-strange': strange }, 200, 'deep'],
    ['g.example', '/q?a=b%20c', 'GET', {}, 200, 'deep'],
    ['g.example', '/q?a=b', 'GET', {}, 200, 'root'],
    ['g.example', '/q?a=b', 'GET', { 'x-version': '2' }, 200, 'shop'],
    ['g.example', '/m', 'POST', {}, 200, 'exact'],
    ['g.example', '/m', 'GET', {}, 200, 'root'],
    ['g.example', '/broken', 'GET', {}, 500, undefined],
    ['g.example', '/nobody', 'GET', {}, 503, undefined],
    ['g.example', '/nothing', 'GET', {}, 404, undefined],
    ['g.example', '/slow?ms=3000', 'GET', {}, 504, undefined],
    ['y.g.example', '/', 'GET', {}, 200, 'wild'],
    ['z.y.g.example', '/', 'GET', {}, 200, 'wild'],
    ['a.x.g.example', '/deep/er', 'GET', {}, 200, 'deep'],
    ['a.x.g.example', '/other', 'GET', {}, 200, 'wild'],
    ['a.example', '/shop/x', 'GET', {}, 200, 'shop'],
    ['h.example', '/', 'GET', {}, 404, undefined],
  ])('%s%s %s %j: %d %s', async (host, path, method, headers, status, pod) => {
    const answer = await ask(host, path, method, headers);
    expect([answer.status, answer.pod]).toEqual([status, pod]);
  });

  test.each<[path: string, code: number, location: () => string]>([
    ['/to/a?b=c', 301, () => 'https://other.example/to/a?b=c'],
    ['/port', 302, () => 'http://g.example:8443/x%20y'],
    ['/cut/off/rest', 302, () => `http://g.example:${lab.httpPort}/rest`],
    ['/cut/off', 302, () => `http://g.example:${lab.httpPort}/`],
  ])('%s is redirected with %d', async (path, code, location) => {
    const answer = await ask('g.example', path);
    expect([answer.status, answer.location]).toEqual([code, location()]);
  });

  test.each([
    ['/old', '/new', 'inner.example'],
    ['/old/a?b=c', '/new/a?b=c', 'inner.example'],
    ['/full/a', '/all%', 'g.example'],
  ])('%s arrives as %s', async (path, arrives, host) => {
    const { body, headers } = await ask('g.example', path);
    expect([(JSON.parse(body) as { url: string }).url, headers.host]).toEqual([arrives, host]);
  });

  test('headers are set, added and removed', async () => {
    const { headers } = await ask('g.example', '/headers', 'GET', { 'x-set': 'old', 'x-add': '0', 'x-gone': 'x' });
    expect(headers).toMatchObject({ 'x-set': strange, 'x-add': '0, 1' });
    expect(headers).not.toHaveProperty('x-gone');
  });

  test('weights are kept, and nothing goes where the weight is 0', async () => {
    const counts: Record<string, number> = {};
    for (let i = 0; i < 100; i++) {
      const { pod = '' } = await ask('g.example', '/weights');
      counts[pod] = (counts[pod] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['root', 'shop']);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20);
  });
});
