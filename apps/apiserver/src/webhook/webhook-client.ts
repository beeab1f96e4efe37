import { Agent as ConnectionPool, request, type IncomingMessage } from 'node:http';
import type { Agent } from 'node:https';
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { KEPT_CONNECTIONS } from '@kubets/component';
import { joinHostPort, type HostPort } from '@kubets/net';
import type { ObjectReader } from '../registry/object-reader';
import { answerOf } from '../tunnel/answer-of';
import { UnheldAnswerError, useAnswer } from '../tunnel/held-answer';
import { serviceBackend, type ServiceBackend } from '../tunnel/service-backend';
import { httpProblem, transportProblem } from './go-texts';

/** How a webhook is reached, of admission or of conversion: by one of the two. */
export interface WebhookTarget {
  url?: string;
  service?: { namespace?: string; name?: string; path?: string; port?: number };
  /** PEM in base64; the system's authorities unless given. */
  caBundle?: string;
}

export interface WebhookCall {
  target: WebhookTarget;
  /** JSON. */
  body: string;
  timeoutSeconds: number;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

export interface WebhookClient {
  /**
   * POSTs the body, and has `use` work on the text of a successful answer, which counts as held until then.
   * @throws Error in Go's words, with the URL; what `use` throws.
   */
  call<T>(call: WebhookCall, use: (text: string) => T | Promise<T>): Promise<T>;
}

export interface WebhookClientOptions {
  reader: ObjectReader;
  /** Connects to kubelets, by way of which pods are reached. */
  kubeletAgent: Agent;
}

/** So many webhooks keep their connections, as in Kubernetes. */
const MAX_POOLS = 200;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const HTTPS_PORT = 443;

interface Connections {
  pool: ConnectionPool;
  host: HostPort;
  path: string;
}

/** Calls webhooks over HTTP/1.1 and TLS. Connections stay open for the next call. */
export function createWebhookClient({ reader, kubeletAgent }: WebhookClientOptions): WebhookClient {
  const known = new Map<string, Connections>();

  function connectionsTo(target: WebhookTarget): Connections {
    const key = JSON.stringify(target);
    const connections = known.get(key) ?? openConnections(target, { reader, kubeletAgent });
    known.delete(key);
    known.set(key, connections);
    for (const [oldest, { pool }] of known) {
      if (known.size <= MAX_POOLS) break;
      pool.destroy();
      known.delete(oldest);
    }
    return connections;
  }

  return {
    async call({ target, body, timeoutSeconds, signal }, use) {
      const { pool, host, path } = connectionsTo(target);
      const query = `?timeout=${timeoutSeconds}s`;
      const url = `https://${target.url ? joinUrl(host) : joinHostPort(host)}${path}${query}`;
      const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
      const either = AbortSignal.any([signal, deadline]);
      let isRead = false;
      try {
        const answer = await send({ ...host, path: path + query, agent: pool, signal: either }, body);
        const held = { holder: url, maxBytes: MAX_ANSWER_BYTES, signal: either };
        return await useAnswer(answer, held, (text) => {
          isRead = true;
          const problem = httpProblem(answer.statusCode ?? 0, text);
          if (problem !== undefined) throw new Error(problem);
          return use(text);
        });
      } catch (error) {
        if (isRead || error instanceof UnheldAnswerError) throw error;
        const problem = deadline.aborted
          ? 'context deadline exceeded'
          : signal.aborted
            ? 'context canceled'
            : transportProblem(error as Error, host);
        throw new Error(`Post ${JSON.stringify(url)}: ${problem}`, { cause: error });
      }
    },
  };
}

/** As it stands in a URL, where HTTPS' own port is left out. */
const joinUrl = (address: HostPort): string =>
  address.port === HTTPS_PORT ? joinHostPort(address).replace(/:443$/, '') : joinHostPort(address);

function openConnections({ url, service, caBundle }: WebhookTarget, options: WebhookClientOptions): Connections {
  const ca = caBundle ? { ca: Buffer.from(caBundle, 'base64') } : {};
  const parsed = url === undefined ? undefined : new URL(url);
  const { namespace = '', name = '', path = '', port = HTTPS_PORT } = service ?? {};
  const host = parsed
    ? { host: parsed.hostname.replace(/^\[|\]$/g, ''), port: Number(parsed.port) || HTTPS_PORT }
    : { host: `${name}.${namespace}.svc`, port };
  const servername = isIP(host.host) ? {} : { servername: host.host };
  const dial = async (): Promise<Duplex> => {
    const backend: ServiceBackend = parsed
      ? host
      : serviceBackend(options.reader, { namespace, name, port: String(port) }, options.kubeletAgent);
    const socket: Duplex = backend.dial ? await backend.dial(backend) : connectTcp(backend);
    const secure = connectTls({ socket, host: host.host, ...servername, ...ca });
    socket.on('error', (error) => secure.destroy(error));
    return secure;
  };
  const pool = new ConnectionPool({ ...KEPT_CONNECTIONS, scheduling: 'lifo' });
  pool.createConnection = (_options, done) => {
    dial().then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, undefined as never),
    );
    return undefined as never;
  };
  return { pool, host, path: (parsed ? parsed.pathname : path) || '/' };
}

interface PostOptions extends HostPort {
  path: string;
  agent: ConnectionPool;
  signal: AbortSignal;
}

function send(options: PostOptions, body: string): Promise<IncomingMessage> {
  const headers = {
    accept: 'application/json, */*',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'kube-apiserver-admission',
  };
  const outgoing = request({ ...options, method: 'POST', headers });
  outgoing.end(body);
  return answerOf(outgoing).catch((error: Error & { code?: string }) => {
    // The webhook had closed a connection that was open from before: nothing was asked yet.
    if (outgoing.reusedSocket && error.code === 'ECONNRESET') return send(options, body);
    throw error;
  });
}
