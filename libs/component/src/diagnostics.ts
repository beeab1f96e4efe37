import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createFairTurns } from './fair-turns';
import { GUARDED, guardConnections, type ConnectionLimits } from './guard-connections';
import { healthText, type Health, type HealthKind } from './health';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import { requestUrl } from './request-url';
import { selfSignedCertificate } from './self-signed';
import type { StatusPages } from './status-pages';
import { followTls, readTls, type TlsFiles } from './tls-files';
import { version } from './version';

export interface DiagnosticsConfig {
  readonly bindAddress: string;
  readonly securePort: number;
  readonly tlsCertFile?: string;
  readonly tlsPrivateKeyFile?: string;
  readonly clientCaFile?: string;
}

export interface DiagnosticsServer {
  /** The port in use, of interest when 0 was asked for. */
  port: number;
  close(): Promise<void>;
}

export interface DiagnosticsOptions {
  config: DiagnosticsConfig;
  health: Health;
  metrics: Metrics;
  /** /statusz and /flagz; not there unless given. */
  pages?: StatusPages;
  logger: Logger;
  signal: AbortSignal;
  /** Of the connections; a server's usual ones unless given. */
  limits?: ConnectionLimits;
}

/**
 * Serves /livez, /readyz, /healthz (with `?verbose`, `?exclude=` and one check per sub-path), /version and /metrics over HTTPS.
 * /metrics, /statusz and /flagz want a client certificate of `clientCaFile`; the others are open, as probes need them.
 */
export async function serveDiagnostics({
  config,
  health,
  metrics,
  pages,
  logger,
  signal,
  limits,
}: DiagnosticsOptions): Promise<DiagnosticsServer> {
  const { files, tls } = await tlsOf(config);
  const turns = createFairTurns();
  const server = createServer(
    { ...tls, ...GUARDED, requestCert: true, rejectUnauthorized: false },
    (request, response) =>
      turns.begin(request.socket, () => {
        answer(request, { health, metrics, pages }).then(
          (made) => send(response, made),
          (error: unknown) => {
            logger.error({ err: error, path: request.url }, 'Diagnostics request failed');
            send(response, { code: 500, body: 'internal error\n', contentType: 'text/plain' });
          },
        );
      }),
  );
  guardConnections(server, limits ? { limits } : {});
  if (files) followTls(server, files, { signal, logger });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.securePort, config.bindAddress, resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  signal.addEventListener('abort', () => void close(), { once: true });
  return { port: (server.address() as AddressInfo).port, close };
}

/** Without files of its own it serves with a certificate that it made itself. */
async function tlsOf({
  tlsCertFile,
  tlsPrivateKeyFile,
  clientCaFile,
}: DiagnosticsConfig): Promise<{ files?: TlsFiles; tls: ServerOptions }> {
  if (tlsCertFile && tlsPrivateKeyFile) {
    const files = { certFile: tlsCertFile, keyFile: tlsPrivateKeyFile, clientCaFile };
    return { files, tls: readTls(files) };
  }
  return {
    tls: { ...selfSignedCertificate('kubets'), ...(clientCaFile ? { ca: readFileSync(clientCaFile) } : {}) },
  };
}

interface Answer {
  code: number;
  body: string | Buffer;
  contentType?: string;
  warning?: string;
}

async function answer(
  request: IncomingMessage,
  { health, metrics, pages }: { health: Health; metrics: Metrics; pages: StatusPages | undefined },
): Promise<Answer> {
  const url = requestUrl(request.url);
  if (!url) return { code: 400, body: '400 Bad Request\n' };
  const [, root = '', check] = url.pathname.split('/');
  if (request.method !== 'GET' && request.method !== 'HEAD') return { code: 405, body: 'method not allowed\n' };
  if (root === 'livez' || root === 'readyz' || root === 'healthz')
    return healthAnswer(health, root, check, url.searchParams);
  if (root === 'version')
    return { code: 200, body: JSON.stringify(version, undefined, 2), contentType: 'application/json' };
  const isPage = (root === 'statusz' || root === 'flagz') && pages !== undefined && check === undefined;
  if ((root === 'metrics' || isPage) && !(request.socket as TLSSocket).authorized)
    return { code: 401, body: 'a client certificate of --client-ca-file is required\n' };
  if (isPage) return pages.answer(root, request.headers.accept, PATHS);
  if (root === 'metrics') {
    const { body, contentType } = await metrics.render();
    return { code: 200, body, contentType };
  }
  return { code: 404, body: '404 page not found\n' };
}

/** The health endpoints' answer; shared with services that serve them on a door of their own. */
export async function healthAnswer(
  health: Health,
  kind: HealthKind,
  check: string | undefined,
  query: URLSearchParams,
): Promise<{ code: number; body: string }> {
  const report = await health.run(kind, query.getAll('exclude'));
  if (check) {
    const one = report.checks.find(({ name }) => name === check);
    if (!one) return { code: 404, body: '404 page not found\n' };
    return one.ok ? { code: 200, body: 'ok' } : { code: 500, body: `internal server error: ${check} check failed\n` };
  }
  return { code: report.ok ? 200 : 500, body: healthText(kind, report, query.has('verbose')) };
}

const PATHS = ['/flagz', '/healthz', '/livez', '/metrics', '/readyz', '/statusz', '/version'];

function send(
  response: ServerResponse,
  { code, body, contentType = 'text/plain; charset=utf-8', warning }: Answer,
): void {
  response.writeHead(code, {
    ...(warning ? { warning: `299 - "${warning}"` } : {}),
    'content-type': contentType,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache, private',
  });
  response.end(body);
}
