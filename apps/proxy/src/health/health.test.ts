import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMetrics } from '@kubets/component';
import { createFakeClock, createTestLogger, eventually } from '@kubets/component/testing';
import type { FrontendPlace } from '../backends/backend';
import { createLongPoll } from './long-poll';
import { createProxyHealth } from './proxy-health';
import { createProxyHealthServer } from './proxy-health-server';
import { createServiceHealthServers } from './service-health-servers';

async function fetchJson(
  port: number,
  path: string,
): Promise<{ code: number | undefined; body: Record<string, unknown>; response: IncomingMessage }> {
  const [response] = (await once(get({ port, path, agent: false }), 'response')) as [IncomingMessage];
  const chunks: string[] = [];
  for await (const chunk of response.setEncoding('utf8')) chunks.push(chunk as string);
  return { code: response.statusCode, body: JSON.parse(chunks.join('') || '{}') as Record<string, unknown>, response };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('what kubelets ask', () => {
  const ask = async (query: string, enforced: Set<string>, change: () => void) => {
    const clock = createFakeClock();
    const longPoll = createLongPoll(clock);
    const questions = { '/kubets/enforced': (address: string) => enforced.has(address) };
    const health = createProxyHealth({ clock, timeoutMs: 60_000 });
    const server = createProxyHealthServer(health, createMetrics(), { questions, longPoll }).listen(0);
    try {
      await once(server, 'listening');
      let answered = false;
      const asked = fetchJson((server.address() as AddressInfo).port, query).finally(() => (answered = true));
      await eventually(() => clock.pending() > 0 || answered);
      change();
      longPoll.changed();
      await clock.advance(5000);
      const { code, body } = await asked;
      return [code, body['answer'] ?? body['error']];
    } finally {
      server.close();
    }
  };
  const nothing = () => undefined;
  const enforced = new Set(['10.244.1.2']);

  test.each<[string, unknown[]]>([
    ['/kubets/enforced?address=10.244.1.2', [200, true]],
    ['/kubets/enforced?address=10.244.1.3', [200, false]],
    ['/kubets/enforced?address=10.244.1.3&timeoutSeconds=5', [200, false]],
    ['/kubets/enforced', [400, expect.any(String)]],
    ['/kubets/enforced?address=x', [400, expect.any(String)]],
    ['/kubets/enforced?address=10.244.1.2&timeoutSeconds=x', [400, expect.any(String)]],
    ['/kubets/enforced?address=10.244.1.2&timeoutSeconds=601', [400, expect.any(String)]],
    ['/kubets/constructor?address=10.244.1.2', [404, undefined]],
    ['/constructor', [404, undefined]],
  ])('%s', async (query, expected) => {
    expect(await ask(query, enforced, nothing)).toEqual(expected);
  });

  test.each<[string, unknown[]]>([
    ['address=10.96.0.5&port=80', [200, true]],
    ['address=10.96.0.5&port=80&protocol=UDP', [200, false]],
    ['address=10.96.0.5&port=1', [500, 'nft is busy']],
    ['address=10.96.0.5', [400, expect.any(String)]],
    ['address=x&port=80', [400, expect.any(String)]],
    ['address=10.96.0.5&port=80&protocol=ICMP', [400, expect.any(String)]],
  ])('a rule in the kernel: %s', async (query, expected) => {
    const holds = async ({ address, protocol, port }: FrontendPlace): Promise<boolean> => {
      if (port === 1) throw new Error('nft is busy');
      return `${address} ${protocol} ${port}` === '10.96.0.5 TCP 80';
    };
    const health = createProxyHealth({ clock: createFakeClock(), timeoutMs: 60_000 });
    const server = createProxyHealthServer(health, createMetrics(), { holds }).listen(0);
    await once(server, 'listening');
    const { code, body } = await fetchJson((server.address() as AddressInfo).port, `/kubets/frontend?${query}`);
    server.close();
    expect([code, body['answer'] ?? body['error']]).toEqual(expected);
  });

  test('of hundreds that ask the kernel at once two do, some wait, and the others are told', async () => {
    let [asking, most] = [0, 0];
    const letGo: (() => void)[] = [];
    const holds = async (): Promise<boolean> => {
      most = Math.max(most, ++asking);
      await new Promise<void>((resolve) => letGo.push(resolve));
      asking -= 1;
      return true;
    };
    const health = createProxyHealth({ clock: createFakeClock(), timeoutMs: 60_000 });
    const server = createProxyHealthServer(health, createMetrics(), { holds }).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    let told = 0;
    const all = Array.from({ length: 300 }, () =>
      fetchJson(port, '/kubets/frontend?address=10.96.0.5&port=80').then(({ code }) => {
        told += 1;
        return code;
      }),
    );
    await eventually(() => told === 300 - 34);
    const letting = setInterval(() => letGo.splice(0).forEach((go) => go()), 1);
    const codes = await Promise.all(all);
    clearInterval(letting);
    server.close();
    expect(most).toBe(2);
    expect(codes.filter((code) => code === 200)).toHaveLength(34);
    expect(codes.filter((code) => code === 500)).toHaveLength(266);
  });

  test('is answered as soon as it is so', async () => {
    const later = new Set<string>();
    const query = '/kubets/enforced?address=10.244.1.2&timeoutSeconds=500';
    expect(await ask(query, later, () => later.add('10.244.1.2'))).toEqual([200, true]);
  });
});

describe('proxy health', () => {
  test('is bad before the first sync and while a change waits for too long', async () => {
    const clock = createFakeClock();
    const health = createProxyHealth({ clock, timeoutMs: 60_000 });
    expect(health.report()).toMatchObject({ healthy: false, lastUpdated: undefined });
    health.syncBegins()();
    expect(health.report().healthy).toBe(true);
    await clock.advance(1_000_000);
    expect(health.report()).toMatchObject({ healthy: true, lastUpdated: clock.now() });
    health.changeQueued();
    const syncedAt = clock.now();
    await clock.advance(60_000);
    expect(health.report().healthy).toBe(true);
    await clock.advance(1);
    expect(health.report().healthy).toBe(false);
    health.syncBegins()();
    expect(health.report().healthy).toBe(true);
    expect(syncedAt).not.toEqual(clock.now());
  });

  test('a change during a sync waits for the next, one before a failed sync goes on waiting', async () => {
    const clock = createFakeClock();
    const health = createProxyHealth({ clock, timeoutMs: 60_000 });
    const first = health.syncBegins();
    health.changeQueued();
    first();
    await clock.advance(60_001);
    expect(health.report().healthy).toBe(false);
    health.syncBegins();
    health.changeQueued();
    expect(health.report().healthy).toBe(false);
  });

  test('/healthz looks at the node, /livez does not', async () => {
    const health = createProxyHealth({ clock: createFakeClock(), timeoutMs: 60_000 });
    const server = createProxyHealthServer(health, createMetrics()).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      expect((await fetchJson(port, '/healthz')).code).toBe(503);
      health.syncBegins()();
      expect(await fetchJson(port, '/healthz')).toMatchObject({
        code: 200,
        body: { nodeEligible: true, lastUpdated: '2026-01-01T00:00:00.000Z', currentTime: '2026-01-01T00:00:00.000Z' },
      });
      health.setNodeEligible(false);
      expect((await fetchJson(port, '/healthz')).code).toBe(503);
      expect((await fetchJson(port, '/livez')).code).toBe(200);
      const [other] = (await once(get({ port, path: '/metrics', agent: false }), 'response')) as [IncomingMessage];
      expect(other.resume().statusCode).toBe(404);
      for (const path of ['//', '//[::', '/%zz', '*']) {
        const [odd] = (await once(get({ port, path, agent: false }), 'response')) as [IncomingMessage];
        expect([path, odd.resume().statusCode]).toEqual([path, 404]);
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('healthCheckNodePort', () => {
  test('answers 200 with local endpoints, 503 without, and goes with the Service', async () => {
    let healthy = true;
    const report = () => ({ healthy, nodeEligible: true, lastUpdated: undefined, currentTime: new Date() });
    const servers = createServiceHealthServers({ proxyHealth: { report }, logger: createTestLogger() });
    const port = await freePort();
    try {
      servers.update([{ service: 'default/web', port, localEndpoints: 2 }]);
      const { code, body, response } = await fetchJson(port, '/');
      expect({ code, body }).toEqual({
        code: 200,
        body: { service: { namespace: 'default', name: 'web' }, localEndpoints: 2, serviceProxyHealthy: true },
      });
      expect(response.headers).toMatchObject({
        'content-type': 'application/json',
        'x-content-type-options': 'nosniff',
        'x-load-balancing-endpoint-weight': '2',
      });
      servers.update([{ service: 'default/web', port, localEndpoints: 0 }]);
      expect(await fetchJson(port, '/')).toMatchObject({
        code: 503,
        body: { localEndpoints: 0, serviceProxyHealthy: true },
      });
      servers.update([{ service: 'default/web', port, localEndpoints: 1 }]);
      healthy = false;
      expect(await fetchJson(port, '/')).toMatchObject({
        code: 503,
        body: { localEndpoints: 1, serviceProxyHealthy: false },
      });
      servers.update([]);
      await expect(fetchJson(port, '/')).rejects.toThrow('ECONNREFUSED');
    } finally {
      servers.close();
    }
  });

  test('a taken port is reported and tried again', async () => {
    const logger = createTestLogger();
    const servers = createServiceHealthServers({
      proxyHealth: createProxyHealth({ clock: createFakeClock(), timeoutMs: 1 }),
      logger,
    });
    const blocker = createServer().listen(0);
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const wanted = [{ service: 'default/web', port, localEndpoints: 1 }];
    try {
      servers.update(wanted);
      await eventually(() => logger.lines.length > 0);
      expect(logger.lines.map(({ level, serviceKey }) => [level, serviceKey])).toContainEqual(['warn', 'default/web']);
      blocker.close();
      await once(blocker, 'close');
      servers.update(wanted);
      expect((await fetchJson(port, '/')).code).toBe(503);
    } finally {
      servers.close();
    }
  });
});
