import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeHttp } from './http-probe';

const server = createServer((request, response) => {
  if (request.url === '/hang') return;
  response.writeHead(request.url === '/ok' ? 200 : 503).end('{}');
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test.each([
  ['/ok', 'healthy'],
  ['/unhealthy', 'unhealthy'],
  ['/hang', 'silent'],
])('%s: %s', async (path, expected) =>
  expect(await probeHttp(base + path, new AbortController().signal)).toBe(expected),
);

test('is refused where nobody listens, and silent when it is stopped', async () => {
  expect(await probeHttp('http://127.0.0.1:1/healthz', new AbortController().signal)).toBe('refused');
  const stop = new AbortController();
  const probe = probeHttp(`${base}/hang`, stop.signal);
  stop.abort();
  expect(await probe).toBe('silent');
});
