import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { createFakeRuntime } from '../runtimes/testing/fake-runtime';
import { execProber } from './exec/exec-prober';
import { grpcProber } from './grpc/grpc-prober';
import { httpProber } from './http/http-prober';
import { resolvePort } from './prober';
import { tcpProber } from './tcp/tcp-prober';

let server: Server;
let port: number;
let seen: { path?: string; agent?: string; host?: string }[];
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({ path: request.url, agent: request.headers['user-agent'], host: request.headers['host'] });
    const code = Number(request.url?.slice(1).split('?')[0]) || 200;
    if (code === 599) return; // Never answers.
    if (code === 598) return void response.writeHead(302, { location: '/598' }).end();
    if (code === 597) {
      const timer = setInterval(() => response.write('x'.repeat(4096)), 1);
      return void response.on('close', () => clearInterval(timer));
    }
    if (code === 596) return void response.writeHead(200, { long: 'x'.repeat(100_000) }).end();
    response.writeHead(
      code,
      code === 302 ? { location: '/200?moved' } : code === 307 ? { location: 'http://elsewhere.invalid/' } : {},
    );
    response.end('body');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => (seen = []));
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const target = () => ({
  container: { name: 'c', ports: [{ name: 'web', containerPort: port }] },
  containerId: 'id',
  podIp: '127.0.0.1',
});

describe('http, answered badly on purpose', () => {
  const ask = async (path: string, timeoutMs: number) => {
    const { result, output } = await httpProber.probe({ httpGet: { port, path } }, target(), timeoutMs);
    return { result, length: output.length, output: output.slice(0, 200) };
  };
  test('a body without an end is read as far as is needed', async () => {
    const { result, length } = await ask('/597', 20_000);
    expect([result, length]).toEqual(['success', 10 * 1024]);
  });
  test('redirects in a circle', async () =>
    expect(await ask('/598', 5000)).toMatchObject({
      result: 'failure',
      output: expect.stringContaining('stopped after 10 redirects'),
    }));
  test('headers of 100 KB', async () => expect(await ask('/596', 5000)).toMatchObject({ result: 'failure' }));
  test('a time-out beyond what a timer holds is not at once', async () =>
    expect(await ask('/200', (2 ** 31 - 1) * 1000)).toMatchObject({ result: 'success' }));
});

describe('http', () => {
  test.each([
    ['/200', 'success', 'body'],
    ['/399', 'success', 'body'],
    ['/400', 'failure', 'HTTP probe failed with statuscode: 400'],
    ['/500', 'failure', 'HTTP probe failed with statuscode: 500'],
    ['/302', 'success', 'body'],
    ['/307', 'success', 'body'],
    ['200', 'success', 'body'],
  ])('%s: %s', async (path, result, output) => {
    expect(await httpProber.probe({ httpGet: { path, port: 'web' } }, target(), 1000)).toEqual({ result, output });
  });

  test('says who asks, and takes headers', async () => {
    await httpProber.probe(
      { httpGet: { path: '/200', port, httpHeaders: [{ name: 'Host', value: 'shop.example' }] } },
      target(),
      1000,
    );
    expect(seen).toEqual([
      { path: '/200', agent: expect.stringMatching(/^kube-probe\/1\.\d+$/), host: 'shop.example' },
    ]);
  });

  test.each([
    [
      'no answer in time',
      { path: '/599', port: 'web' },
      /^Get "http:\/\/127\.0\.0\.1:\d+\/599": context deadline exceeded/,
    ],
    [
      'nobody listens',
      { port: 1 },
      /^Get "http:\/\/127\.0\.0\.1:1\/": dial tcp 127\.0\.0\.1:1: connect: connection refused$/,
    ],
    ['no such port', { port: 'none' }, /^couldn't find port: "none" in container c$/],
  ])('%s', async (_, httpGet, output) => {
    const answer = await httpProber.probe({ httpGet }, target(), 100);
    expect(answer.result).toBe('failure');
    expect(answer.output).toMatch(output);
  });
});

test('tcp', async () => {
  expect(await tcpProber.probe({ tcpSocket: { port: 'web' } }, target(), 1000)).toEqual({
    result: 'success',
    output: '',
  });
  expect(await tcpProber.probe({ tcpSocket: { port: 1 } }, target(), 1000)).toEqual({
    result: 'failure',
    output: 'dial tcp 127.0.0.1:1: connect: connection refused',
  });
  expect((await tcpProber.probe({ tcpSocket: { port: 'none' } }, target(), 1000)).result).toBe('unknown');
});

test('exec', async () => {
  const runtime = createFakeRuntime();
  const ask = async (answer: () => Promise<{ exitCode: number; output: string }>) =>
    execProber({ ...runtime, execSync: answer }).probe({ exec: { command: ['a', 'b'] } }, target(), 2000);
  expect(await ask(async () => ({ exitCode: 0, output: 'ok' }))).toEqual({ result: 'success', output: 'ok' });
  expect(await ask(async () => ({ exitCode: 3, output: 'bad' }))).toEqual({ result: 'failure', output: 'bad' });
  expect(await ask(() => Promise.reject(new Error('rpc error: code = DeadlineExceeded desc = x')))).toEqual({
    result: 'failure',
    output: 'command timed out: "a b" timed out after 2s',
  });
  expect((await ask(() => Promise.reject(new Error('no such container')))).result).toBe('unknown');
});

describe('grpc', () => {
  const statuses: Record<string, number> = { '': 1, sick: 2 };
  let health: GrpcServer;
  let healthPort: number;
  beforeAll(async () => {
    health = new GrpcServer();
    const check = {
      path: '/grpc.health.v1.Health/Check',
      requestStream: false,
      responseStream: false,
      requestSerialize: (x: Buffer) => x,
      requestDeserialize: (bytes: Buffer) => ({ service: bytes.subarray(2).toString() }),
      responseSerialize: (status: number) => Buffer.from([8, status]),
      responseDeserialize: (x: Buffer) => x,
    } as const;
    health.addService(
      { check },
      { check: (call: any, callback: any) => callback(null, statuses[call.request.service] ?? 3) },
    );
    healthPort = await new Promise((resolve, reject) =>
      health.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
  });
  afterAll(() => health.forceShutdown());

  test.each([
    ['', 'success', 'service healthy'],
    ['sick', 'failure', 'service unhealthy (responded with "NOT_SERVING")'],
    ['unknown', 'failure', 'service unhealthy (responded with "SERVICE_UNKNOWN")'],
  ])('service %j: %s', async (service, result, output) => {
    expect(await grpcProber.probe({ grpc: { port: healthPort, service } }, target(), 2000)).toEqual({ result, output });
  });

  test('nobody listens', async () => {
    const answer = await grpcProber.probe({ grpc: { port: 1 } }, target(), 500);
    expect(answer).toMatchObject({
      result: 'failure',
      output: expect.stringMatching(/^timeout: failed to connect service "127\.0\.0\.1:1" within 0\.5s/),
    });
  });
});

test('a port may be a number written as text', () => {
  expect(resolvePort('8080', { name: 'c' })).toBe(8080);
  expect(() => resolvePort('99999', { name: 'c' })).toThrow("couldn't find port");
});

test('a connection that is reset', async () => {
  const rude = createTcpServer((socket) => socket.resetAndDestroy());
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
  const answer = await httpProber.probe({ httpGet: { port: (rude.address() as AddressInfo).port } }, target(), 1000);
  expect(answer.output).toMatch(/read: connection reset by peer$/);
  await new Promise((resolve) => rude.close(resolve));
});
