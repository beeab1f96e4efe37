// The engine of the ingress controller as a process: what it makes of routes, that nothing users write breaks it, and that no
// request is lost when it is told of endpoints, replaced, or found again.
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock, selfSignedCertificate } from '@kubets/component';
import { createTestLogger, createTestPki } from '@kubets/component/testing';
import { createEngine, type Engine } from '../../apps/ingress/src/engine/engine';
import { createCertificateCheck } from '../../apps/ingress/src/engine/usable-certificates';
import { GATEWAY_CONTROLLER, type Gateway, type HttpRoute } from '../../apps/ingress/src/gateway/objects';
import { planGateways } from '../../apps/ingress/src/gateway/plan-gateways';
import type { Endpoint, Route, Routing } from '../../apps/ingress/src/model/routing';
import { command, tryCommand } from '../e2e/cluster/command';
import { eventually } from '../e2e/cluster/eventually';

jest.setTimeout(60_000);

const dir = mkdtempSync(join(tmpdir(), 'ingress-engine-'));
const closers: (() => void)[] = [];
let httpPort = 0;
let httpsPort = 0;
let defaultPem = '';
let engine: Engine;
const pids: number[] = [];

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Answers with its name, and the request as it came. */
async function startPod(name: string): Promise<Endpoint> {
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://pod');
    const answer = () =>
      response.end(JSON.stringify({ pod: name, path: pathname, url: request.url, headers: request.headers }));
    setTimeout(answer, Number(searchParams.get('ms') ?? 0));
  });
  server.on('upgrade', (_request, socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
    );
    socket.on('data', (chunk: Buffer) => socket.write(`${name} ${chunk.toString()}`));
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  return { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

const newEngine = () =>
  createEngine({
    program: 'haproxy',
    dir,
    settings: { listenAddresses: ['127.0.0.1'], httpPort, httpsPort, threads: 1, dropRights: false, defaultPem },
    clock: realClock,
    logger: createTestLogger(),
  });

const backend = (name: string, protocol: 'http' | 'h2c' = 'http') => ({
  name,
  namespace: 'default',
  service: name,
  portName: '',
  protocol,
});
const routing = (routes: Route[], certificates: Routing['certificates'] = []): Routing => ({
  routes,
  backends: [...new Set(routes.map((route) => route.backend))].map((name) =>
    backend(name, name.endsWith('h2c') ? 'h2c' : 'http'),
  ),
  certificates,
});
const route = (host: string, type: 'Exact' | 'Prefix', value: string, to: string): Route => ({
  host,
  path: { type, value },
  backend: to,
});
const pods: Record<string, Endpoint[]> = {};
const endpointsOf = (name: string) => pods[name] ?? [];

async function applied(table: Routing): Promise<void> {
  for (;;) {
    const { againAfterMs } = await engine.apply(table, endpointsOf);
    if (againAfterMs === undefined || againAfterMs > 2000) break;
    await realClock.sleep(againAfterMs);
  }
}

interface Answer {
  status?: number;
  body: string;
  pod?: string;
  location?: string;
  headers: Record<string, string>;
}

/** Sends the path as it stands, whatever is in it. */
function ask(host: string, path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: httpPort, path, method, headers: { host, ...headers }, agent: false },
      (response: IncomingMessage) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          const said = body.startsWith('{')
            ? (JSON.parse(body) as { pod: string; headers: Record<string, string> })
            : undefined;
          resolve({
            status: response.statusCode,
            location: response.headers.location,
            body,
            pod: said?.pod,
            headers: said?.headers ?? {},
          });
        });
      },
    );
    request.once('error', reject);
    request.end();
  });
}

const enginePids = async (): Promise<number[]> =>
  (await tryCommand('pgrep', ['-f', `^haproxy.*${dir}`])).stdout.split('\n').filter(Boolean).map(Number);

beforeAll(async () => {
  [httpPort, httpsPort] = [await freePort(), await freePort()];
  const { cert, key } = await selfSignedCertificate('default');
  defaultPem = `${cert.trimEnd()}\n${key}`;
  for (const name of ['root', 'shop', 'deep', 'exact', 'wild', 'any']) pods[name] = [await startPod(name)];
  engine = newEngine();
});

afterAll(async () => {
  await engine.stop();
  for (const pid of [...pids, ...(await enginePids())]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  }
  for (const close of closers) close();
  rmSync(dir, { recursive: true, force: true });
});

const table = [
  route('a.example', 'Prefix', '/', 'root'),
  route('a.example', 'Prefix', '/shop', 'shop'),
  route('a.example', 'Prefix', '/shop/deep', 'deep'),
  route('a.example', 'Exact', '/shop', 'exact'),
  route('*.a.example', 'Prefix', '/', 'wild'),
  route('b.example', 'Prefix', '/only', 'shop'),
  route('*', 'Prefix', '/everywhere', 'any'),
  route('empty.example', 'Prefix', '/', 'nobody'),
];

describe('routes', () => {
  beforeAll(() => applied(routing(table)));

  test.each<[host: string, path: string, status: number, pod: string | undefined]>([
    ['a.example', '/', 200, 'root'],
    ['A.Example:8080', '/', 200, 'root'],
    ['a.example.', '/', 200, 'root'],
    ['a.example', '/shop', 200, 'exact'],
    ['a.example', '/shop?x=1', 200, 'exact'],
    ['a.example', '/shop/', 200, 'shop'],
    ['a.example', '/shop/x', 200, 'shop'],
    ['a.example', '/shopping', 200, 'root'],
    ['a.example', '/shop/deep', 200, 'deep'],
    ['a.example', '/shop/deep/er', 200, 'deep'],
    ['a.example', '/shop/deeper', 200, 'shop'],
    ['x.a.example', '/', 200, 'wild'],
    ['y.x.a.example', '/', 404, undefined],
    ['b.example', '/only/this', 200, 'shop'],
    ['b.example', '/other', 404, undefined],
    ['b.example', '/everywhere', 200, 'any'],
    ['unknown.example', '/everywhere/x', 200, 'any'],
    ['unknown.example', '/', 404, undefined],
    ['empty.example', '/', 503, undefined],
    ['*.a.example', '/', 400, undefined],
    ['a.example/shop', '/', 400, undefined],
  ])('%s%s: %s %s', async (host, path, status, pod) => {
    const answer = await ask(host, path);
    expect([answer.status, answer.pod]).toEqual([status, pod]);
    if (status === 404) expect(answer.body).toContain('No rule');
    if (status === 503) expect(answer.body).toContain('no endpoint');
  });

  test('says who asked, whatever the client says', async () => {
    const { headers } = await ask('a.example:80', '/', 'GET', {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-forwarded-user': 'root',
      forwarded: 'for=6.6.6.6',
    });
    expect(headers).toMatchObject({
      host: 'a.example:80',
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'a.example:80',
      'x-forwarded-port': String(httpPort),
    });
    expect(headers).not.toHaveProperty('x-forwarded-user');
    expect(headers).not.toHaveProperty('forwarded');
  });

  test('WebSocket: bytes pass both ways after the upgrade', async () => {
    const socket = connect(httpPort, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.write(
      'GET /shop/ws HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await eventually(() => expect(text).toContain('101 Switching'));
    socket.write('hello');
    await eventually(() => expect(text).toContain('shop hello'));
    socket.destroy();
  });
});

test('hostile paths and hosts are rules like others, and break nothing for the rest', async () => {
  const paths = [
    '/a b',
    '/a"b',
    "/a'b",
    '/a\nb x',
    '/a\r\nacl x',
    '/a%b',
    '/a%20c',
    '/a#b',
    '/a?b',
    '/a\\b',
    '/a{b}',
    '/ä',
    '/\u0000',
    '/a$b',
    '/%[src]',
    `/${'x'.repeat(3000)}`,
  ];
  const routes = [...paths.map((path) => route('hostile.example', 'Prefix', path, 'shop')), ...table];
  await applied(routing(routes));
  expect((await ask('a.example', '/')).pod).toBe('root');
  for (const [path, pod] of [
    ['/a%20b', 'shop'],
    ['/a%20b/c', 'shop'],
    ['/a"b', 'shop'],
    ['/a%22b', 'shop'],
    ["/a'b", 'shop'],
    ['/a%0Ab%20x', 'shop'],
    ['/a%0Ab', undefined],
    ['/a%0D%0Aacl%20x', 'shop'],
    ['/a%b', 'shop'],
    ['/a%20c', 'shop'],
    ['/a%23b', 'shop'],
    ['/a%3Fb', 'shop'],
    ['/a%5Cb', 'shop'],
    ['/a{b}', 'shop'],
    ['/%C3%A4', 'shop'],
    ['/%00', 'shop'],
    ['/a$b', 'shop'],
    ['/%[src]', 'shop'],
    [`/${'x'.repeat(3000)}`, 'shop'],
    ['/x', undefined],
  ] as const)
    expect([path, (await ask('hostile.example', path)).pod]).toEqual([path, pod]);
});

test('certificates by name, h2 by ALPN, and what is shown when nobody has the name', async () => {
  const pki = await createTestPki();
  closers.push(() => pki.remove());
  const pemOf = async (host: string) => {
    const { cert, key } = await pki.issue({ commonName: host, names: [host] });
    return `${cert.trimEnd()}\n${key}`;
  };
  const certificates = [
    { source: 'default/a', hosts: ['a.example'], pem: await pemOf('a.example') },
    { source: 'default/w', hosts: ['*.a.example'], pem: await pemOf('*.a.example') },
  ];
  await applied(routing(table, certificates));
  const shown = (servername: string, protocols: string[]) =>
    new Promise<[string, string | false | null]>((resolve, reject) => {
      const socket = connectTls(
        { port: httpsPort, host: '127.0.0.1', servername, ALPNProtocols: protocols, rejectUnauthorized: false },
        () => {
          resolve([String(socket.getPeerCertificate().subject.CN), socket.alpnProtocol]);
          socket.destroy();
        },
      );
      socket.once('error', reject);
    });
  expect(await shown('a.example', ['h2', 'http/1.1'])).toEqual(['a.example', 'h2']);
  expect(await shown('x.a.example', ['http/1.1'])).toEqual(['*.a.example', 'http/1.1']);
  expect((await shown('unknown.example', ['h2']))[0]).toMatch(/^default@/);
  // A changed Secret.
  const renewed = { ...certificates[0]!, pem: await pemOf('renewed.example') };
  await applied(routing(table, [renewed]));
  expect((await shown('a.example', ['h2']))[0]).toBe('renewed.example');
});

test('what the TLS library refuses is found, and nothing else', async () => {
  const good = { source: 'd/good', hosts: ['g'], pem: defaultPem };
  const bad = [1, 2].map((index) => ({
    source: `d/${index}`,
    hosts: ['b'],
    pem: `${defaultPem.slice(0, 100)}\n${index}`,
  }));
  const check = createCertificateCheck('haproxy', dir);
  expect(await check.refused([good])).toEqual(new Set());
  expect(await check.refused([good, ...bad])).toEqual(new Set(bad));
});

test('pods that speak HTTP/2 in plain text get it', async () => {
  const server: Http2Server = createHttp2Server((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pod: 'h2', version: request.httpVersion }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  pods['grpc.h2c'] = [{ address: '127.0.0.1', port: (server.address() as AddressInfo).port }];
  await applied(routing([...table, route('grpc.example', 'Prefix', '/', 'grpc.h2c')]));
  const { body } = await ask('grpc.example', '/pkg.Service/Method', 'POST');
  expect(JSON.parse(body)).toEqual({ pod: 'h2', version: '2.0' });
  const priorKnowledge = await command('curl', [
    '-s',
    '--http2-prior-knowledge',
    '-H',
    'Host: a.example',
    '-w',
    '%{http_version}',
    '-o',
    '/dev/null',
    `http://127.0.0.1:${httpPort}/`,
  ]);
  expect(priorKnowledge).toBe('2');
});

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
      spec: { ...gateway.spec, listeners: [{ name: 'http', port: httpPort, protocol: 'HTTP' }] },
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
        isPortFree: (port, isTls) => port === httpPort && !isTls,
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
    ['/cut/off/rest', 302, () => `http://g.example:${httpPort}/rest`],
    ['/cut/off', 302, () => `http://g.example:${httpPort}/`],
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

describe('changes under way', () => {
  test('endpoints come and go in the same process; a request under way ends where it began', async () => {
    await applied(routing(table));
    const before = await enginePids();
    const slow = ask('a.example', '/?ms=1500');
    await realClock.sleep(200);
    const [old] = pods.root!;
    pods.root = [await startPod('root-2'), await startPod('root-3')];
    await applied(routing(table));
    expect(await enginePids()).toEqual(before);
    const seen = new Set<string | undefined>();
    for (let i = 0; i < 8; i++) seen.add((await ask('a.example', '/')).pod);
    expect(seen).toEqual(new Set(['root-2', 'root-3']));
    expect((await slow).pod).toBe('root');
    // None is left: said so at once.
    pods.root = [];
    await applied(routing(table));
    expect((await ask('a.example', '/')).status).toBe(503);
    pods.root = [old!];
    await applied(routing(table));
    expect((await ask('a.example', '/')).pod).toBe('root');
  });

  test('rules change in another process, and no request is lost', async () => {
    const before = await enginePids();
    const results: (number | string | undefined)[] = [];
    let isOver = false;
    const clients = Array.from({ length: 8 }, async () => {
      while (!isOver)
        results.push(
          await ask('a.example', '/').then(
            ({ status }) => status,
            (error: Error) => error.message,
          ),
        );
    });
    for (let round = 0; round < 3; round++) {
      await applied(routing([...table, route('round.example', 'Exact', `/${round}`, 'any')]));
      expect((await ask('round.example', `/${round}`)).pod).toBe('any');
    }
    isOver = true;
    await Promise.all(clients);
    expect(await enginePids()).not.toEqual(before);
    expect(results.length).toBeGreaterThan(20);
    expect(results.filter((status) => status !== 200)).toEqual([]);
  });

  test('a controller that was killed finds the engine; an engine that was killed is started again', async () => {
    await applied(routing(table));
    const [pid] = await eventually(async () => {
      const found = await enginePids();
      expect(found).toHaveLength(1);
      return found;
    }, 20_000);
    engine = newEngine();
    pods.shop = [...pods.shop!, await startPod('shop-2')];
    await applied(routing(table));
    expect(await enginePids()).toEqual([pid]);
    const seen = new Set<string | undefined>();
    for (let i = 0; i < 8; i++) seen.add((await ask('a.example', '/shop/x')).pod);
    expect(seen).toEqual(new Set(['shop', 'shop-2']));
    const ended = new Promise<void>((resolve) => engine.onEnd(resolve));
    process.kill(pid!, 'SIGKILL');
    await ended;
    await applied(routing(table));
    expect((await ask('a.example', '/')).pod).toBe('root');
    expect(engine.isRunning()).toBe(true);
  });
});
