import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock, selfSignedCertificate } from '@kubets/component';
import { createTestLogger } from '@kubets/component/testing';
import { createEngine, type Engine } from '../../../apps/ingress/src/engine/engine';
import type { Endpoint, Route, Routing } from '../../../apps/ingress/src/model/routing';
import { tryCommand } from '../../e2e/cluster/command';

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const backend = (name: string, protocol: 'http' | 'h2c' = 'http') => ({
  name,
  namespace: 'default',
  service: name,
  portName: '',
  protocol,
});
export const routing = (routes: Route[], certificates: Routing['certificates'] = []): Routing => ({
  routes,
  backends: [...new Set(routes.map((route) => route.backend))].map((name) =>
    backend(name, name.endsWith('h2c') ? 'h2c' : 'http'),
  ),
  certificates,
});
export const route = (host: string, type: 'Exact' | 'Prefix', value: string, to: string): Route => ({
  host,
  path: { type, value },
  backend: to,
});

/** Of Ingresses: what most tests begin with. */
export const table = [
  route('a.example', 'Prefix', '/', 'root'),
  route('a.example', 'Prefix', '/shop', 'shop'),
  route('a.example', 'Prefix', '/shop/deep', 'deep'),
  route('a.example', 'Exact', '/shop', 'exact'),
  route('*.a.example', 'Prefix', '/', 'wild'),
  route('b.example', 'Prefix', '/only', 'shop'),
  route('*', 'Prefix', '/everywhere', 'any'),
  route('empty.example', 'Prefix', '/', 'nobody'),
];

export interface Answer {
  status?: number;
  body: string;
  pod?: string;
  location?: string;
  headers: Record<string, string>;
}

/** HAProxy on ports of its own, and pods that it leads to. */
export interface EngineLab {
  /** Its files. */
  readonly dir: string;
  httpPort: number;
  httpsPort: number;
  defaultPem: string;
  engine: Engine;
  /** By the name of their backend. */
  readonly pods: Record<string, Endpoint[]>;
  /** What else is to be ended with it. */
  readonly closers: (() => void)[];
  start(): Promise<void>;
  stop(): Promise<void>;
  startPod(name: string): Promise<Endpoint>;
  newEngine(): Engine;
  applied(table: Routing): Promise<void>;
  ask(host: string, path: string, method?: string, headers?: Record<string, string>): Promise<Answer>;
  enginePids(): Promise<number[]>;
}

export function createEngineLab(): EngineLab {
  const dir = mkdtempSync(join(tmpdir(), 'ingress-engine-'));
  const closers: (() => void)[] = [];
  const pods: Record<string, Endpoint[]> = {};
  const endpointsOf = (name: string) => pods[name] ?? [];

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
      settings: {
        listenAddresses: ['127.0.0.1'],
        httpPort: lab.httpPort,
        httpsPort: lab.httpsPort,
        threads: 1,
        dropRights: false,
        defaultPem: lab.defaultPem,
      },
      clock: realClock,
      logger: createTestLogger(),
    });

  async function applied(table: Routing): Promise<void> {
    for (;;) {
      const { againAfterMs } = await lab.engine.apply(table, endpointsOf);
      if (againAfterMs === undefined || againAfterMs > 2000) break;
      await realClock.sleep(againAfterMs);
    }
  }

  /** Sends the path as it stands, whatever is in it. */
  function ask(host: string, path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: lab.httpPort, path, method, headers: { host, ...headers }, agent: false },
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

  const lab: EngineLab = {
    dir,
    httpPort: 0,
    httpsPort: 0,
    defaultPem: '',
    engine: undefined as unknown as Engine,
    pods,
    closers,
    startPod,
    newEngine,
    applied,
    ask,
    enginePids,
    async start() {
      [lab.httpPort, lab.httpsPort] = [await freePort(), await freePort()];
      const { cert, key } = await selfSignedCertificate('default');
      lab.defaultPem = `${cert.trimEnd()}\n${key}`;
      for (const name of ['root', 'shop', 'deep', 'exact', 'wild', 'any']) pods[name] = [await startPod(name)];
      lab.engine = newEngine();
    },
    async stop() {
      await lab.engine.stop();
      for (const pid of await enginePids()) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // it has ended
        }
      }
      for (const close of closers) close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return lab;
}
