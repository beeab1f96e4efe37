import { request } from 'node:https';
import { connect } from 'node:tls';
import { serveDiagnostics } from './diagnostics';
import { createHealth } from './health';
import { createMetrics } from './metrics';
import { createStatusPages } from './status-pages';
import { createTestLogger, createTestPki, type TestCertificate, type TestPki } from './testing';

interface Reply {
  code: number;
  body: string;
}

describe('serveDiagnostics', () => {
  const stop = new AbortController();
  let pki: TestPki;
  let client: TestCertificate;
  let port: number;
  let healthy = true;
  let counted = 0;

  beforeAll(async () => {
    pki = await createTestPki();
    const server = await pki.issue({ commonName: 'server', names: ['127.0.0.1'] });
    client = await pki.issue({ commonName: 'prometheus' });
    const health = createHealth();
    health.addCheck('ping', () => void counted++);
    health.addCheck('store', () => {
      if (!healthy) throw new Error('secret reason');
    });
    const metrics = createMetrics({ processMetrics: false });
    metrics.counter({ name: 'things_total', help: 'Things.' }).inc(3);
    const config = {
      bindAddress: '127.0.0.1',
      securePort: 0,
      tlsCertFile: server.certFile,
      tlsPrivateKeyFile: server.keyFile,
      clientCaFile: pki.caFile,
    };
    const pages = createStatusPages({ component: 'kube-test', flags: { v: '2' }, now: () => new Date() });
    const { signal } = stop;
    ({ port } = await serveDiagnostics({ config, health, metrics, pages, logger: createTestLogger(), signal }));
  });
  afterAll(() => {
    stop.abort();
    pki.remove();
  });

  function get(path: string, identity?: TestCertificate, ca = pki.ca): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const call = request(
        { host: '127.0.0.1', port, path, ca, cert: identity?.cert, key: identity?.key, agent: false },
        (response) => {
          let body = '';
          response.on('data', (chunk) => (body += chunk));
          response.on('end', () => resolve({ code: response.statusCode!, body }));
        },
      );
      call.on('error', reject);
      call.end();
    });
  }

  test.each<[string, boolean, number, string]>([
    ['/livez', true, 200, 'ok'],
    ['/readyz?verbose', true, 200, '[+]ping ok\n[+]store ok\nreadyz check passed\n'],
    ['/healthz', false, 500, '[+]ping ok\n[-]store failed: reason withheld\nhealthz check failed\n'],
    ['/livez?exclude=store', false, 200, 'ok'],
    ['/livez/ping', false, 200, 'ok'],
    ['/livez/store', false, 500, 'internal server error: store check failed\n'],
    ['/livez/nothing', true, 404, '404 page not found\n'],
    ['/elsewhere', true, 404, '404 page not found\n'],
  ])('%s when healthy is %p', async (path, isHealthy, code, body) => {
    healthy = isHealthy;
    expect(await get(path)).toEqual({ code, body });
  });

  test.each([
    '//',
    '///',
    '//[::',
    '/\\\\',
    '/%zz',
    '/livez/%zz',
    '*',
    'http://',
    '/livez?exclude=%zz&verbose=%zz',
    '/livez/__proto__',
  ])('GET %s is no fault of the server', async (target) => {
    const { code } = await get(target);
    expect(code).toBeLessThan(500);
  });

  test('requests that came in one packet are begun few at a time', async () => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.write('GET /livez/ping?exclude=store HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1000));
    const first = counted;
    let [before, most, isOver] = [counted, 0, false];
    const look = () => {
      most = Math.max(most, counted - before);
      before = counted;
      if (!isOver) setImmediate(look);
    };
    look();
    let answers = '';
    for await (const chunk of socket) {
      answers += String(chunk);
      if (answers.split('200 OK').length > 1000) break;
    }
    isOver = true;
    expect([answers.split('200 OK').length - 1, counted - first]).toEqual([1000, 1000]);
    expect(most).toBeLessThan(100);
  });

  test('metrics want a client certificate', async () => {
    expect((await get('/metrics')).code).toBe(401);
    expect(await get('/metrics', client)).toMatchObject({ code: 200, body: expect.stringContaining('things_total 3') });
  });

  test('so do /statusz and /flagz', async () => {
    expect((await get('/statusz')).code).toBe(401);
    expect(await get('/statusz', client)).toMatchObject({ code: 200, body: expect.stringContaining('Paths: /flagz') });
    expect(await get('/flagz', client)).toMatchObject({ code: 200, body: expect.stringContaining('v=2') });
    expect((await get('/statusz/x', client)).code).toBe(404);
  });

  test('a certificate of somebody else is no better than none', async () => {
    const other = await createTestPki();
    expect((await get('/metrics', await other.issue({ commonName: 'prometheus' }))).code).toBe(401);
    other.remove();
  });

  test("the version is Kubernetes'", async () => {
    expect(JSON.parse((await get('/version')).body)).toMatchObject({
      major: '1',
      minor: '37',
      emulationMajor: '1',
      emulationMinor: '37',
      minCompatibilityMajor: '1',
      minCompatibilityMinor: '36',
      gitVersion: expect.stringMatching(/^v1\.37\./) as unknown,
    });
  });

  test('without certificate files it makes its own', async () => {
    const config = { bindAddress: '127.0.0.1', securePort: 0 };
    const server = await serveDiagnostics({
      config,
      health: createHealth(),
      metrics: createMetrics({ processMetrics: false }),
      logger: createTestLogger(),
      signal: stop.signal,
    });
    const code = await new Promise((resolve, reject) =>
      request(
        { host: '127.0.0.1', port: server.port, path: '/livez', rejectUnauthorized: false, agent: false },
        (response) => resolve(response.statusCode),
      )
        .on('error', reject)
        .end(),
    );
    expect(code).toBe(200);
    await server.close();
  });
});
