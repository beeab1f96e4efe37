import { allContainers } from '@kubets/api';
import { stringifyJson } from '@kubets/apimachinery';
import {
  acceptUpgrades,
  createFairTurns,
  endRefused,
  followTls,
  GUARDED,
  guardConnections,
  healthAnswer,
  readTls,
  requestUrl,
  version,
  type Health,
  type Logger,
  type Metrics,
} from '@kubets/component';
import { dialError, joinHostPort, splitHostPort, type HostPort } from '@kubets/net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import { errorFields } from '../system/error-fields';
import type { StatsRoutes } from '../stats/serve-stats';
import { serveLog, type LogHandlerOptions } from './log-handler';
import type { NodeAccess } from './node-access';
import { parseStreamRequest, type StreamRequest } from './stream-request';
import { connectThrough, tunnel } from './tunnel';

export interface NodeServerOptions extends LogHandlerOptions {
  address: string;
  port: number;
  certFile: string;
  keyFile: string;
  clientCaFile: string;
  pods(): Pod[];
  access: NodeAccess;
  stats: StatsRoutes;
  health: Health;
  metrics: Metrics;
  logger: Logger;
  signal: AbortSignal;
}

/** Something was asked for that is not there or can't be done. */
class RequestError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** The node's HTTPS API: logs, exec, attach and port-forward for the apiserver, pods, health and metrics. Resolves with the port when it listens. */
export async function serveNode(o: NodeServerOptions): Promise<number> {
  const turns = createFairTurns();
  const server = createServer(
    { ...readTls(o), ...GUARDED, requestCert: true, rejectUnauthorized: false },
    (request, response) =>
      turns.begin(request.socket, () => {
        answer(request, response, o).catch((error: unknown) => {
          if (!(error instanceof RequestError))
            o.logger.warn({ ...errorFields(error), path: request.url?.split('?')[0] }, 'Request failed');
          if (response.headersSent) return response.destroy();
          response.writeHead(error instanceof RequestError ? error.code : 500, {
            'content-type': 'text/plain; charset=utf-8',
          });
          response.end((error as Error).message);
        });
      }),
  );
  // Followed logs and long commands are quiet for hours: only what is asked has its deadlines.
  guardConnections(server);
  const handOver = (take: typeof connectToPod) => (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    take(request, socket, head, o).catch((error: unknown) => {
      if (!(error instanceof RequestError))
        o.logger.warn({ ...errorFields(error), path: request.url?.split('?')[0] }, 'Connection was not handed on');
      refuse(socket, error instanceof RequestError ? error.code : 500, (error as Error).message);
    });
  };
  acceptUpgrades(server, isForStream, handOver(openStream));
  server.on('connect', handOver(connectToPod));
  followTls(server, o, { signal: o.signal, logger: o.logger });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(o.port, o.address, resolve);
  });
  o.signal.addEventListener(
    'abort',
    () => {
      server.close();
      server.closeAllConnections();
    },
    { once: true },
  );
  return (server.address() as AddressInfo).port;
}

async function answer(request: IncomingMessage, response: ServerResponse, o: NodeServerOptions): Promise<void> {
  const url = urlOf(request);
  await assertAllowed(request, url.pathname, o);
  const [, root = '', check] = url.pathname.split('/');
  const send = (code: number, body: string | Buffer, type = 'text/plain; charset=utf-8') => {
    response.writeHead(code, { 'content-type': type, 'x-content-type-options': 'nosniff' });
    response.end(body);
  };
  if (root === 'containerLogs') return serveLog(url, response, o);
  if (root === 'healthz') {
    const { code, body } = await healthAnswer(o.health, 'healthz', check, url.searchParams);
    return send(code, body);
  }
  const stats = await o.stats(url.pathname, url.searchParams);
  if (stats) return send(200, stats.body, stats.contentType);
  if (root === 'metrics' && !check) {
    const { body, contentType } = await o.metrics.render();
    return send(200, body, contentType);
  }
  if (root === 'version') return send(200, JSON.stringify(version, undefined, 2), 'application/json');
  if (root === 'pods')
    return send(
      200,
      stringifyJson({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: o.pods() }),
      'application/json',
    );
  if (parseStreamRequest(url)) throw new RequestError(400, 'Upgrade request required');
  throw new RequestError(404, '404 page not found');
}

/** @throws RequestError 401 or 403 for who may not. */
async function assertAllowed(request: IncomingMessage, path: string, o: NodeServerOptions): Promise<void> {
  const denial = await o.access(request, path);
  if (denial) throw new RequestError(denial.code, denial.message);
}

/** What cannot be read is refused where streams are opened. */
function isForStream(request: IncomingMessage): boolean {
  const url = requestUrl(request.url);
  return !url || !canBeDecoded(url.pathname) || parseStreamRequest(url) !== undefined;
}

async function openStream(request: IncomingMessage, socket: Duplex, head: Buffer, o: NodeServerOptions): Promise<void> {
  const url = urlOf(request);
  await assertAllowed(request, url.pathname, o);
  await tunnel(request, socket, head, new URL(await streamUrl(parseStreamRequest(url)!, o)));
}

/** The apiserver's way to pods, which it need have no route to: HTTP CONNECT to a port of a pod of this node, and to nothing else. */
async function connectToPod(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  o: NodeServerOptions,
): Promise<void> {
  await assertAllowed(request, '', o);
  const target = splitHostPort(request.url ?? '');
  if (!target) throw new RequestError(400, 'CONNECT takes the address and port of a pod');
  const isPodAddress = o
    .pods()
    .some(({ status, metadata }) => [status, o.status(metadata?.uid ?? '')].some((one) => hasAddress(one, target)));
  if (!isPodAddress)
    throw new RequestError(403, `dial tcp ${joinHostPort(target)}: no pod of this node has this address`);
  await connectThrough(socket, head, target).catch((error: NodeJS.ErrnoException) => {
    throw new RequestError(502, dialError(joinHostPort(target), error));
  });
}

const hasAddress = (status: PodStatus | undefined, { host }: HostPort): boolean =>
  status?.podIP === host || (status?.podIPs ?? []).some(({ ip }) => ip === host);

/** @throws RequestError 400 for what is no URL, or has a path that cannot be decoded. */
function urlOf(request: IncomingMessage): URL {
  const url = requestUrl(request.url);
  if (!url || !canBeDecoded(url.pathname)) throw new RequestError(400, '400 Bad Request');
  return url;
}

function canBeDecoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}

/** Prepares the stream in the runtime and returns where it waits. */
async function streamUrl(wanted: StreamRequest, o: NodeServerOptions): Promise<string> {
  const { namespace, pod: name } = wanted;
  const pod = o.find(namespace, name);
  if (!pod) throw new RequestError(404, 'pod does not exist');
  const uid = pod.metadata?.uid ?? '';
  const { sandboxes, containers } = await o.runtime.pod({ uid, name, namespace });
  if (wanted.kind === 'portForward') {
    const sandbox = sandboxes.find(({ ready }) => ready);
    if (!sandbox) throw new RequestError(500, `pod not found ("${name}_${namespace}(${uid})")`);
    return o.runtime.portForwardUrl(sandbox.id, wanted.ports);
  }
  const container = containers.find((one) => one.name === wanted.container && one.state === 'running');
  if (!container) throw new RequestError(500, `container not found ("${wanted.container}")`);
  const { stdin, stdout, stderr, tty, command } = wanted;
  if (wanted.kind === 'exec') return o.runtime.execUrl(container.id, { command, stdin, stdout, stderr, tty });
  // A container's terminal is part of what it was made with, whatever the client says.
  const spec = allContainers(pod).find((one) => one.name === wanted.container);
  const hasTty = spec?.tty === true;
  return o.runtime.attachUrl(container.id, {
    stdin: stdin && spec?.stdin === true,
    stdout,
    stderr: stderr && !hasTty,
    tty: hasTty,
  });
}

const REASONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

function refuse(socket: Duplex, code: number, message: string): void {
  const body = `${message}\n`;
  endRefused(
    socket,
    `HTTP/1.1 ${code} ${REASONS[code] ?? 'Error'}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
