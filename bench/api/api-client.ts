import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { Connection } from '../apiserver/measured-apiserver';

export interface ApiRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface ApiClient {
  /** The answer's body; rejects unless it is a success. */
  send(request: ApiRequest): Promise<Buffer>;
  /** Sends them with so many on their way at once; what each took, in milliseconds. */
  sendAll(requests: Iterable<ApiRequest>, inFlight: number): Promise<number[]>;
  /** A stream that stays open; resolves when its answer has begun. */
  open(request: ApiRequest): Promise<ClientHttp2Stream>;
  close(): void;
}

/** Connections of one client: one is what Kubernetes' clients make, and few share what a session does in turn. */
const SESSIONS = 4;

/** The administrator, over HTTP/2. */
export async function createApiClient({ url, ca, cert, key }: Connection): Promise<ApiClient> {
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => openSession(url, { ca, cert, key })));
  let last = 0;

  function start({ method, path, headers, body }: ApiRequest): ClientHttp2Stream {
    const stream = sessions[last++ % SESSIONS]!.request(
      { [constants.HTTP2_HEADER_METHOD]: method, [constants.HTTP2_HEADER_PATH]: path, ...headers },
      { endStream: body === undefined },
    );
    if (body !== undefined) stream.end(body);
    return stream;
  }

  function send(request: ApiRequest): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const stream = start(request);
      const chunks: Buffer[] = [];
      let code = 0;
      stream.once('response', (headers) => (code = Number(headers[':status'])));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', reject);
      stream.once('end', () => {
        const bytes = Buffer.concat(chunks);
        if (code >= 200 && code < 300) resolve(bytes);
        else reject(new Error(`${request.method} ${request.path}: ${code} ${bytes.toString().slice(0, 300)}`));
      });
    });
  }

  return {
    send,
    async sendAll(requests, inFlight) {
      const taken: number[] = [];
      const waiting = requests[Symbol.iterator]();
      const worker = async () => {
        for (let next = waiting.next(); !next.done; next = waiting.next()) {
          const begun = performance.now();
          await send(next.value);
          taken.push(performance.now() - begun);
        }
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
      return taken;
    },
    open: (request) =>
      new Promise((resolve, reject) => {
        const stream = start(request);
        stream.once('error', reject);
        stream.once('response', () => resolve(stream));
      }),
    close: () => sessions.forEach((session) => session.destroy()),
  };
}

function openSession(url: string, tls: { ca: string; cert: string; key: string }): Promise<ClientHttp2Session> {
  return new Promise((resolve, reject) => {
    const session = connect(url, { ...tls, settings: { initialWindowSize: 1 << 20 } });
    session.once('error', reject);
    session.once('connect', () => {
      session.setLocalWindowSize(1 << 24);
      resolve(session);
    });
  });
}
