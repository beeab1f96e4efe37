import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { clientCertificate, overHttp2 } from './client-over-http2';
import { startConnectingKubelet, type ConnectingKubelet } from './connecting-kubelet';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
let backend: Server;
let kubelet: ConnectingKubelet;
let proxy: string;
const NAMESPACES = '/api/v1/namespaces';
const seen: string[] = [];
const address =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1';

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  await api.call(`${NAMESPACES}/default/serviceaccounts`, { method: 'POST', body: { metadata: { name: 'default' } } });
  backend = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (request.url === '/strange')
      return void response.socket?.end('HTTP/1.1 999 Strange\r\nContent-Length: 0\r\n\r\n');
    if (request.url === '/away') return void response.writeHead(302, { location: '/there?x=/y' }).end();
    if (request.url === '/page')
      return void response
        .writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*', 'content-length': 30 })
        .end(`<a href="/x">${request.headers['x-forwarded-uri'] === undefined ? '-' : '+'}</a><b>&amp;</b>`);
    response.end('ok');
  }).listen(0, address);
  await once(backend, 'listening');
  kubelet = await startConnectingKubelet(cluster, api, 'n');
  const pods = `${NAMESPACES}/default/pods`;
  await api.call(pods, {
    method: 'POST',
    body: { metadata: { name: 'p' }, spec: { nodeName: 'n', containers: [{ name: 'a', image: 'i' }] } },
  });
  await api.call(`${pods}/p/status`, {
    method: 'PATCH',
    body: { status: { podIP: address, podIPs: [{ ip: address }] } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  proxy = `${pods}/p:${(backend.address() as AddressInfo).port}/proxy`;
});
afterAll(async () => {
  await cluster.stop();
  kubelet.stop();
  backend.close();
  backend.closeAllConnections();
});

test.each([
  ['/', '/'],
  ['/a/', '/a/'],
  ['/a%2Fb', '/a/b'],
  ['/a%252Fb', '/a%252Fb'],
  ['/a%20b?x=%2F&y=%20&z=a+b', '/a%20b?x=%2F&y=%20&z=a+b'],
  ['/..%2f..%2fx', '/x'],
  ['/%00', '/%00'],
  ['/%ff', '/%FF'],
  ['/a?x=%zz', '/a?x=%zz'],
])('%s reaches the backend as %s', async (sent, received) => {
  expect((await api.call(proxy + sent)).text).toBe('ok');
  expect(seen.at(-1)).toBe(`GET ${received}`);
});

test.each<[string, string, number]>([
  ['GET', '', 301],
  ['GET', '?x=1', 301],
  ['POST', '', 200],
  ['OPTIONS', '/x', 200],
  ['HEAD', '/x', 200],
  ['GET', '/%zz', 400],
  ['PROPFIND', '/x', 405],
])('%s %s', async (method, path, code) => {
  const answer = await api.call(proxy + path, { method });
  expect([answer.code, answer.headers['location']]).toEqual([code, code === 301 ? `${proxy}/${path}` : undefined]);
});

test.each<[string, number]>([
  ['p:99999', 503],
  ['p:0', 503],
  ['p:-1', 400],
  ['p:abc', 400],
  [':80', 400],
  ['ftp:p:80', 400],
  ['https:p:1', 503],
  ['nope', 404],
  ['p:80:90:1', 400],
])('%s', async (name, code) => {
  expect((await api.call(`${NAMESPACES}/default/pods/${name}/proxy/`)).code).toBe(code);
});

test('it is the pod’s node that connects, for who has the kubelet client’s certificate', async () => {
  const { port } = backend.address() as AddressInfo;
  kubelet.asked.length = 0;
  expect((await api.call(`${proxy}/`)).text).toBe('ok');
  expect(kubelet.asked).toEqual([`${address}:${port} true`]);
  const refused = await api.call(`${NAMESPACES}/default/pods/p:1/proxy/`);
  expect(refused.body).toMatchObject({
    code: 503,
    reason: 'ServiceUnavailable',
    message: `error trying to reach service: dial tcp ${address}:1: connect: connection refused`,
  });
});

test('links and redirects lead back through the proxy', async () => {
  expect((await api.call(`${proxy}/away`)).headers['location']).toBe(`${proxy}/there?x=/y`);
  const { text, headers } = await api.call(`${proxy}/page`);
  expect(text).toBe(`<a href="${proxy}/x">+</a><b>&amp;</b>`);
  expect([headers['access-control-allow-origin'], headers['content-length']]).toEqual([undefined, undefined]);
  expect((await api.call(`${proxy}/page`, { method: 'HEAD' })).headers['content-length']).toBe('30');
});

test('answers and headers that cannot be handed on between HTTP/1.1 and HTTP/2', async () => {
  const session = connectHttp2(api.url, clientCertificate(cluster));
  expect(await overHttp2(session, { ':path': `${proxy}/strange` })).toBe(503);
  expect([0, 200]).toContain(await overHttp2(session, { ':path': `${proxy}/a?b c\u00e4` }));
  expect([0, 200]).toContain(await overHttp2(session, { ':path': `${proxy}/a`, 'x-odd': 'a\u00e4' }));
  session.close();
});
