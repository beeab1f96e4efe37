// The engine of the ingress controller as a process: what it makes of routes, that nothing users write breaks it, and that no
// request is lost when it is told of endpoints, replaced, or found again.
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { realClock } from '@kubets/component';
import { createTestPki } from '@kubets/component/testing';
import { createCertificateCheck } from '../../apps/ingress/src/engine/usable-certificates';
import { command } from '../e2e/cluster/command';
import { eventually } from '../e2e/cluster/eventually';
import { createEngineLab, route, routing, table } from './ingress/engine-lab';

jest.setTimeout(60_000);

const lab = createEngineLab();
const { applied, ask, closers, dir, enginePids, newEngine, pods, startPod } = lab;
beforeAll(() => lab.start());
afterAll(() => lab.stop());

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
      'x-forwarded-port': String(lab.httpPort),
    });
    expect(headers).not.toHaveProperty('x-forwarded-user');
    expect(headers).not.toHaveProperty('forwarded');
  });

  test('WebSocket: bytes pass both ways after the upgrade', async () => {
    const socket = connect(lab.httpPort, '127.0.0.1');
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
        { port: lab.httpsPort, host: '127.0.0.1', servername, ALPNProtocols: protocols, rejectUnauthorized: false },
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
  const good = { source: 'd/good', hosts: ['g'], pem: lab.defaultPem };
  const bad = [1, 2].map((index) => ({
    source: `d/${index}`,
    hosts: ['b'],
    pem: `${lab.defaultPem.slice(0, 100)}\n${index}`,
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
    `http://127.0.0.1:${lab.httpPort}/`,
  ]);
  expect(priorKnowledge).toBe('2');
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
    lab.engine = newEngine();
    pods.shop = [...pods.shop!, await startPod('shop-2')];
    await applied(routing(table));
    expect(await enginePids()).toEqual([pid]);
    const seen = new Set<string | undefined>();
    for (let i = 0; i < 8; i++) seen.add((await ask('a.example', '/shop/x')).pod);
    expect(seen).toEqual(new Set(['shop', 'shop-2']));
    const ended = new Promise<void>((resolve) => lab.engine.onEnd(resolve));
    process.kill(pid!, 'SIGKILL');
    await ended;
    await applied(routing(table));
    expect((await ask('a.example', '/')).pod).toBe('root');
    expect(lab.engine.isRunning()).toBe(true);
  });
});
