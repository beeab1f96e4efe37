import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { clientCertificate, overHttp2 } from './client-over-http2';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;

const NAMESPACES = '/api/v1/namespaces';
const CONFIGMAPS = `${NAMESPACES}/default/configmaps`;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  await api.call(`${NAMESPACES}/default/serviceaccounts`, { method: 'POST', body: { metadata: { name: 'default' } } });
  await api.call(CONFIGMAPS, { method: 'POST', body: { metadata: { name: 'c' }, data: { a: '1' } } });
});
afterAll(() => cluster.stop());

const patch = (type: string, body: unknown, path = `${CONFIGMAPS}/c`) =>
  api.call(path, { method: 'PATCH', body, headers: { 'content-type': type } });

/** Bytes over TLS, and the status line that comes back; empty when the connection just ends. */
async function raw(bytes: string | Buffer): Promise<string> {
  const socket = connectTls({
    host: '127.0.0.1',
    port: api.server.restPort,
    ALPNProtocols: ['http/1.1'],
    ...clientCertificate(cluster),
  });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  const timer = setTimeout(() => socket.destroy(), 10_000);
  await once(socket, 'close');
  clearTimeout(timer);
  return Buffer.concat(chunks).toString('latin1').split('\r\n')[0]!;
}

describe('paths', () => {
  test.each<[string, string, number]>([
    ['GET', '//', 404],
    ['GET', '//api/v1/pods', 404],
    ['GET', '/api//v1/pods', 404],
    ['GET', '/api/v1//pods', 404],
    ['GET', `${CONFIGMAPS}//`, 200],
    ['GET', `${CONFIGMAPS}/a%2Fb`, 404],
    ['GET', `${CONFIGMAPS}/a%zz`, 400],
    ['GET', `${CONFIGMAPS}/%00`, 404],
    ['GET', `${CONFIGMAPS}/%ff`, 404],
    ['GET', `${CONFIGMAPS}/c%20`, 404],
    ['GET', '/%61pi/v1/namespaces/default/%63onfigmaps/c', 200],
    ['GET', `${CONFIGMAPS}/${'a'.repeat(5_000)}`, 404],
    ['GET', '/api/v1/namespaces/default/__proto__/constructor', 404],
    ['GET', '/apis/__proto__/v1/pods', 404],
    ['GET', '/apis/constructor', 404],
    ['GET', '/openapi/v3/__proto__', 404],
    ['GET', '/readyz/__proto__', 404],
    ['GET', `${CONFIGMAPS}/c?resourceVersion=abc`, 400],
    ['DELETE', NAMESPACES, 405],
    ['DELETE', `${CONFIGMAPS}?labelSelector=no%3Done&propagationPolicy=x`, 422],
    ['HEAD', CONFIGMAPS, 405],
    ['OPTIONS', CONFIGMAPS, 405],
    ['TRACE', CONFIGMAPS, 405],
    ['PROPFIND', `${CONFIGMAPS}/c`, 405],
  ])('%s %s', async (method, path, code) => expect((await api.call(path, { method })).code).toBe(code));

  test.each<[string, RegExp]>([
    ['GET https://x/api/v1/namespaces/default HTTP/1.1', / 200 /],
    ['GET http://x/api/v1/namespaces/default HTTP/1.0', / 200 /],
    ['GET http://x HTTP/1.1', / 200 /],
    ['GET /api/v1/namespaces/default?x#y HTTP/1.1', / 200 /],
    ['OPTIONS * HTTP/1.1', / [24]\d\d /],
    ['GET api HTTP/1.1', / 400 /],
    ['GET ?x HTTP/1.1', / 400 /],
    ['GET /api/v1/namespaces/default/configmaps/%2e%2e HTTP/1.1', / 400 /],
    ['FOO /api HTTP/1.1', / 400 |^$/],
    ['CONNECT x:443 HTTP/1.1', / 40\d |^$/],
    ['GET /api/v1/\xff\xfe HTTP/1.1', / 40\d /],
  ])('%s', async (line, expected) =>
    expect(await raw(Buffer.from(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1'))).toMatch(expected),
  );

  test.each<[string, number | RegExp]>([
    ['Range: bytes=0-3', / 200 /],
    ['Expect: foo', / 417 /],
    [`Accept: ${'a,'.repeat(3_000)}`, / 406 /],
    ['Accept: application/json;as=constructor;g=meta.k8s.io;v=v1', / 406 /],
    ['Accept: application/json;__proto__=1;q=abc', / 200 /],
    ['Accept: ;;;,,,', / 406 /],
    ['Accept-Encoding: gzip;q=banana, \xff', / 200 /],
    ['Authorization: \xff', / [24]\d\d /],
    ['Authorization: Bearer ', / [24]\d\d /],
    ['Impersonate-User: \xff\xfe', / 403 /],
    ['Impersonate-Extra-%zz: x', / 400 /],
    ['Audit-Id: \xff\x80', / 200 /],
    ['Content-Length: 5', / 200 |^$/],
    ['Transfer-Encoding: banana', / 4\d\d |^$/],
  ])('GET with %s', async (header, expected) =>
    expect(
      await raw(
        Buffer.from(
          `GET /api/v1/namespaces/default HTTP/1.1\r\nHost: x\r\n${header}\r\nConnection: close\r\n\r\n`,
          'latin1',
        ),
      ),
    ).toMatch(expected as RegExp),
  );
});

test('methods and paths that only HTTP/2 lets through are refused, too', async () => {
  const session = connectHttp2(api.url, clientCertificate(cluster));
  session.on('error', () => undefined);
  for (const method of ['FOO', 'x'.repeat(2_000), '__proto__', 'get', 'WATCH']) {
    const code = await overHttp2(session, { ':method': method, ':path': CONFIGMAPS });
    expect([method, [0, 405].includes(code) || code]).toEqual([method, true]);
  }
  for (const path of ['*', 'api', '/%', '?x', '/api/v1/%zz']) {
    const code = await overHttp2(session, { ':path': path });
    expect([path, [0, 400, 404].includes(code) || code]).toEqual([path, true]);
  }
  expect(await overHttp2(session, { ':method': 'FOO', ':path': CONFIGMAPS })).toBe(405);
  expect(await overHttp2(session, { ':path': '/api/v1/%zz' })).toBe(400);
  session.close();
  const metrics = (await api.call('/metrics')).text;
  expect(metrics).not.toMatch(/verb="(foo|x{10,}|__proto__|FOO)/);
  expect(metrics).toContain('verb="other"');
});

describe('query parameters', () => {
  test.each<[string, number, string]>([
    [
      'resourceVersion=abc',
      400,
      'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    ['limit=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
    ['limit=-1', 200, ''],
    ['limit=99999999999999999999', 400, 'strconv.ParseInt: parsing "99999999999999999999": value out of range'],
    ['timeoutSeconds=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
    [
      'watch=1&resourceVersion=abc',
      400,
      'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    [
      'resourceVersionMatch=x',
      422,
      'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided, resourceVersionMatch: Unsupported value: "x": supported values: "Exact", "NotOlderThan", ""]',
    ],
    [
      'sendInitialEvents=maybe',
      422,
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ],
    ['continue=!!!', 400, 'invalid continue token: continue key is not valid: illegal base64 data at input byte 0'],
    [
      `continue=${Buffer.from('{"v":"meta.k8s.io/v1","rv":5,"start":"/../x"}').toString('base64url')}`,
      400,
      'invalid continue token: continue key is not valid: /../x',
    ],
    ['%zz=1&%ff=%ff&a;b=1&limit=%zz&limit=1;x', 200, ''],
    ['fieldSelector=x', 400, "invalid selector: 'x'; can't understand 'x'"],
  ])('list with %s', async (query, code, message) => {
    const answer = await api.call(`${CONFIGMAPS}?${query}`);
    expect([answer.code, answer.body.message ?? '']).toEqual([code, message]);
  });

  test('a continue token of another time is too large or expired, not an error of the server', async () => {
    await api.call(CONFIGMAPS, { method: 'POST', body: { metadata: { name: 'd' } } });
    const { body } = await api.call(`${CONFIGMAPS}?limit=1`);
    const { start } = JSON.parse(Buffer.from(body.metadata.continue, 'base64url').toString()) as { start: string };
    const codes = [];
    for (const rv of ['99999', '9007199254740993', '9223372036854775807', '1', '-5', '-9223372036854775808']) {
      const token = Buffer.from(`{"v":"meta.k8s.io/v1","rv":${rv},"start":${JSON.stringify(start)}}`).toString(
        'base64url',
      );
      codes.push((await api.call(`${CONFIGMAPS}?limit=1&continue=${token}`)).code);
    }
    expect(codes).toEqual([504, 504, 504, 200, 200, 200]);
  });

  test('a selector of 1 MB and a watch of 3,000 years', async () => {
    expect((await api.call(`${CONFIGMAPS}?labelSelector=${'a'.repeat(12_000)}`)).code).toBe(400);
    const watch = api.watch(`${CONFIGMAPS}?watch=maybe&timeoutSeconds=99999999999`);
    await watch.until((events) => events.length >= 1);
    const outcome = await Promise.race([
      watch.ended.then(() => 'ended'),
      new Promise((resolve) => setTimeout(resolve, 300, 'open')),
    ]);
    watch.stop();
    expect(outcome).toBe('open');
  });

  test.each<[string, number]>([
    ['gracePeriodSeconds=abc', 400],
    ['gracePeriodSeconds=99999999999999999999', 400],
    ['propagationPolicy=x', 422],
    ['dryRun=x', 422],
    ['dryRun=All&gracePeriodSeconds=-1', 200],
    ['dryRun=All&gracePeriodSeconds=9223372036854775807', 200],
  ])('delete with %s', async (query, code) => {
    expect((await api.call(`${CONFIGMAPS}/c?${query}`, { method: 'DELETE' })).code).toBe(code);
  });
});

describe('patches', () => {
  const [JSON_PATCH, MERGE, STRATEGIC] = [
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/strategic-merge-patch+json',
  ];
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  test.each<[string, string, unknown, number]>([
    ['nothing', JSON_PATCH, '', 400],
    ['half of one', JSON_PATCH, '[{"op":', 400],
    ['nested 5,000 deep', JSON_PATCH, `[{"op":"add","path":"/x","value":${deep(5_000)}}]`, 400],
    ['nested 5,000 deep', MERGE, deep(5_000), 400],
    ['nested 5,000 deep', STRATEGIC, deep(5_000), 400],
    ['nested 200,000 deep', MERGE, deep(200_000), 400],
    ['the root removed', JSON_PATCH, [{ op: 'remove', path: '' }], 422],
    ['the root replaced', JSON_PATCH, [{ op: 'replace', path: '', value: [] }], 422],
    [
      'doubling copies',
      JSON_PATCH,
      Array.from({ length: 24 }, () => ({ op: 'copy', from: '/data', path: '/data/x' })),
      422,
    ],
    ['a wrong type', MERGE, { data: 7 }, 422],
    ['an unknown directive', STRATEGIC, { $patch: { toString: 1 } }, 400],
    ['kind that is an object', MERGE, { kind: { toString: 1 } }, 422],
    ['__proto__ as a key', MERGE, '{"data":{"__proto__":"x","constructor":"y"}}', 200],
    ['__proto__ as a label', STRATEGIC, '{"metadata":{"labels":{"__proto__":"x"}}}', 422],
  ])('%s, %s', async (_, type, body, code) => expect((await patch(type, body)).code).toBe(code));

  test.each(['application/__proto__', 'constructor', 'text/plain', 'application/json'])(
    'a patch as %s is of no known type',
    async (type) => {
      expect((await patch(type, '[]')).body).toMatchObject({ code: 415, message: '415: Unsupported Media Type' });
    },
  );
});

test('warnings are at most 4 KB, and the answer arrives', async () => {
  const data = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`unknown${index}`, 1]));
  const { code, headers } = await api.call(CONFIGMAPS, {
    method: 'POST',
    body: { metadata: { name: 'warned' }, ...data },
  });
  const warnings = String(headers['warning']);
  expect([code, warnings.length > 3_000, warnings.length < 8_000]).toEqual([201, true, true]);
});

test('a namespace with a finalizer of somebody goes when it is taken off', async () => {
  const post = (finalizers: string[]) =>
    api.call(NAMESPACES, { method: 'POST', body: { metadata: { name: 'held' }, spec: { finalizers } } });
  expect((await post(['nonsense'])).body.message).toBe(
    'Namespace "held" is invalid: spec.finalizers: Invalid value: "nonsense": name is neither a standard finalizer name nor is it fully qualified',
  );
  expect((await post(['foo.io/x'])).body.spec.finalizers).toEqual(['foo.io/x', 'kubernetes']);
  expect((await api.call(`${NAMESPACES}/held`, { method: 'DELETE' })).body.status.phase).toBe('Terminating');
  const finalize = (finalizers: string[]) =>
    api.call(`${NAMESPACES}/held/finalize`, {
      method: 'PUT',
      body: { metadata: { name: 'held' }, spec: { finalizers } },
    });
  expect((await finalize(['b', 'a/b'])).body.message).toBe(
    'Namespace "held" is invalid: spec.finalizers[0]: Invalid value: "b": name is neither a standard finalizer name nor is it fully qualified',
  );
  expect((await finalize(['foo.io/x'])).code).toBe(200);
  expect((await finalize([])).code).toBe(200);
  expect((await api.call(`${NAMESPACES}/held`)).code).toBe(404);
});

test('an upgrade of what is no stream is answered as if there were no wish for one', async () => {
  for (const path of ['/%zz', `${CONFIGMAPS}/none`, `${NAMESPACES}/default/pods/x/exec`]) {
    const outgoing = httpsRequest(api.url + path, {
      agent: false,
      ...clientCertificate(cluster),
      headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1' },
    });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect([400, 404]).toContain(response.statusCode);
  }
});
