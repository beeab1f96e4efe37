import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { decodedUri } from '@kubets/apimachinery';
import { timerMs } from '@kubets/component';
import { keepAlive } from './grpc-keepalive';
import { GRPC } from './grpc-codes';
import { GrpcError } from './grpc-error';
import { createFrameReader, frameOf } from './grpc-frames';

export interface GrpcConnectionOptions {
  /** `https://host:port`, or `http:` without TLS. */
  url: string;
  /** Where the server listens that the URL only names. */
  socketPath?: string;
  /** TLS' material and checks, asked for whenever a connection is made. */
  tls?: () => SecureClientSessionOptions;
  /** Goes with every call. */
  headers?: OutgoingHttpHeaders;
  /** The same of what has to be asked for each time. */
  currentHeaders?: () => Promise<OutgoingHttpHeaders>;
  /** How long a connection may be silent before a ping asks whether the server is there still. */
  keepaliveMs: number;
  /** Servers of Go end connections that are pinged while nothing is called. */
  pingsWithoutCalls?: boolean;
  /** Of an answer; whatever comes unless given. */
  maxAnswerBytes?: number;
}

export interface GrpcCallOptions {
  /** No limit unless given. */
  timeoutMs?: number;
  signal?: AbortSignal;
  headers?: OutgoingHttpHeaders;
  /** The server may go on while this side could send more, as it does of calls with messages in both directions. */
  staysOpen?: boolean;
  /** Told when there is a connection and the call is on its way. */
  onSent?(): void;
}

/** gRPC over one HTTP/2 connection, which is made when it is first wanted and again after it was lost. All errors are GrpcErrors. */
export interface GrpcConnection {
  /** Answers the message that comes back. */
  call(path: string, message: Uint8Array, options?: GrpcCallOptions): Promise<Buffer>;
  /** Answers messages as they come; to leave the loop ends the call. */
  stream(path: string, message: Uint8Array, options?: GrpcCallOptions): AsyncIterable<Buffer>;
  close(): void;
}

const WINDOW_BYTES = 4 * 1024 * 1024;
/** What a server may send of all its answers together. */
const SESSION_WINDOW_BYTES = 4 * WINDOW_BYTES;

export function createGrpcConnection(options: GrpcConnectionOptions): GrpcConnection {
  const {
    url,
    socketPath,
    tls,
    headers,
    currentHeaders,
    keepaliveMs,
    pingsWithoutCalls = false,
    maxAnswerBytes,
  } = options;
  let current: ClientHttp2Session | undefined;
  let isClosed = false;
  const calls = new WeakMap<ClientHttp2Session, number>();
  const isBusy = (session: ClientHttp2Session) => (calls.get(session) ?? 0) > 0;

  function session(): ClientHttp2Session {
    if (isClosed) throw new GrpcError(GRPC.CANCELLED, 'the connection was closed');
    if (current && !current.closed && !current.destroyed) return current;
    const opened = connect(url, {
      ...tls?.(),
      ...(socketPath === undefined ? {} : { createConnection: () => connectSocket(socketPath) }),
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
      // Answers are as long as they are; whoever asks has a limit.
      maxSessionMemory: Number.MAX_SAFE_INTEGER,
    });
    current = opened;
    opened.on('error', (error: Error) => failures.set(opened, error));
    // It may have been closed in the turn in which it came about.
    opened.once('connect', () => opened.destroyed || opened.setLocalWindowSize(SESSION_WINDOW_BYTES));
    keepAlive(opened, keepaliveMs, () => pingsWithoutCalls || isBusy(opened));
    opened.unref();
    return opened;
  }

  /** A call keeps the process, a connection alone does not. */
  function count(opened: ClientHttp2Session, stream: ClientHttp2Stream): void {
    if (!isBusy(opened)) opened.ref();
    calls.set(opened, (calls.get(opened) ?? 0) + 1);
    stream.once('close', () => {
      calls.set(opened, calls.get(opened)! - 1);
      if (!isBusy(opened) && !opened.destroyed) opened.unref();
    });
  }

  function begin(path: string, message: Uint8Array, o: GrpcCallOptions, asked?: OutgoingHttpHeaders): Call {
    const { timeoutMs, headers: own, staysOpen, onSent } = o;
    const opened = session();
    const stream = request(opened, {
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(timeoutMs === undefined ? {} : { 'grpc-timeout': timeoutText(timeoutMs) }),
      ...headers,
      ...asked,
      ...own,
    });
    count(opened, stream);
    if (onSent && stream.pending) stream.once('ready', onSent);
    else if (onSent) queueMicrotask(onSent);
    const call = new Call(stream, opened);
    if (staysOpen) stream.write(frameOf(message));
    else stream.end(frameOf(message));
    return call;
  }

  const begun = (path: string, message: Uint8Array, o: GrpcCallOptions): Call | Promise<Call> =>
    currentHeaders ? currentHeaders().then((asked) => begin(path, message, o, asked)) : begin(path, message, o);

  return {
    async call(path, message, o = {}) {
      if (o.signal?.aborted) throw cancelled();
      const call = await begun(path, message, o);
      const release = call.limit(o);
      try {
        return await call.answer(maxAnswerBytes);
      } finally {
        release();
      }
    },
    async *stream(path, message, o = {}) {
      if (o.signal?.aborted) throw cancelled();
      const call = await begun(path, message, o);
      const release = call.limit(o);
      try {
        yield* call.messages(maxAnswerBytes);
      } finally {
        release();
        call.cancel();
      }
    },
    close() {
      isClosed = true;
      current?.destroy();
    },
  };
}

/** Why connections have failed. */
const failures = new WeakMap<ClientHttp2Session, Error>();

function request(session: ClientHttp2Session, headers: OutgoingHttpHeaders): ClientHttp2Stream {
  try {
    return session.request(headers);
  } catch (error) {
    // It has come to its end just now.
    throw new GrpcError(GRPC.UNAVAILABLE, (error as Error).message, {}, { cause: error });
  }
}

/** What `grpc-timeout` has digits for. */
const MOST_TOLD = 99_999_999;

/** In milliseconds, or in seconds where those are too many. */
function timeoutText(ms: number): string {
  const whole = Math.ceil(ms);
  return whole <= MOST_TOLD ? `${whole}m` : `${Math.min(Math.ceil(ms / 1000), MOST_TOLD)}S`;
}

const cancelled = () => new GrpcError(GRPC.CANCELLED, 'the call was cancelled');

/** One call under way. */
class Call {
  private status: IncomingHttpHeaders = {};
  private httpStatus = 0;
  private broken: Error | undefined;
  /** Why it was ended on this side. */
  private ended: GrpcError | undefined;

  constructor(
    private readonly http: ClientHttp2Stream,
    private readonly session: ClientHttp2Session,
  ) {
    http.once('response', (headers) => {
      this.httpStatus = Number(headers[constants.HTTP2_HEADER_STATUS]);
      // Without a message the status comes at once.
      if ('grpc-status' in headers) this.status = headers;
    });
    http.once('trailers', (trailers) => (this.status = trailers));
    http.on('error', (error: Error) => (this.broken = error));
  }

  /** Ends the call when its time is up or nobody wants it; what is returned is to be called when it is over. */
  limit({ timeoutMs, signal }: GrpcCallOptions): () => void {
    const abort = () => this.end(cancelled());
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    const late = () => {
      this.end(new GrpcError(GRPC.DEADLINE_EXCEEDED, `no answer within ${timeoutMs} ms`));
      // A server that is not even reached by now would keep all others waiting, too.
      if (this.session.connecting) this.session.destroy();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timerMs(timeoutMs));
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  }

  answer(maxBytes: number | undefined): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      this.http.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (maxBytes !== undefined && bytes > maxBytes) this.end(tooLarge(bytes, maxBytes));
      });
      this.http.once('close', () => {
        const error = this.error();
        if (error) return reject(error);
        try {
          const [answer] = createFrameReader()(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes));
          if (!answer) throw new Error('it is empty');
          resolve(answer);
        } catch (problem) {
          reject(new GrpcError(GRPC.INTERNAL, `the answer cannot be read: ${(problem as Error).message}`));
        }
      });
    });
  }

  async *messages(maxBytes = Infinity): AsyncGenerator<Buffer> {
    const closed = new Promise<void>((resolve) => this.http.once('close', resolve));
    const read = createFrameReader(maxBytes);
    try {
      for await (const chunk of this.http.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
        yield* read(chunk);
    } catch (error) {
      this.broken ??= error as Error;
    }
    // Where this side could have sent more.
    this.http.end();
    await closed;
    const error = this.error();
    if (error) throw error;
  }

  cancel(): void {
    if (this.http.pending) this.http.destroy();
    else if (!this.http.closed) this.http.close(constants.NGHTTP2_CANCEL);
  }

  private end(error: GrpcError): void {
    this.ended ??= error;
    this.cancel();
  }

  /** How the call has ended; undefined when all went well. */
  private error(): GrpcError | undefined {
    if (this.ended) return this.ended;
    const told = this.status['grpc-status'];
    if (told === '0') return undefined;
    if (told !== undefined)
      return new GrpcError(Number(told), decodedUri(String(this.status['grpc-message'] ?? '')), this.status);
    const isAnswered = this.httpStatus === 0 || this.httpStatus === 200;
    const broken = failures.get(this.session) ?? this.broken;
    const problem = broken?.message ?? (isAnswered ? 'the connection was lost' : `HTTP status ${this.httpStatus}`);
    return new GrpcError(GRPC.UNAVAILABLE, problem, {}, { cause: broken });
  }
}

const tooLarge = (bytes: number, max: number) =>
  new GrpcError(GRPC.RESOURCE_EXHAUSTED, `received message larger than max (${bytes} vs. ${max})`);
