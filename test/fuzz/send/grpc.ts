import { constants, type ClientHttp2Stream } from 'node:http2';
import type { FuzzTarget } from '../target/fuzz-target';
import type { Credentials } from './callers';
import { createSessions } from './http2-session';
import { DEADLINE_MS, STREAM_MS, type Outcome } from './outcome';

export interface SentCall {
  /** `/kubets.core.v1.Pods/Get` */
  path: string;
  metadata: [string, string][];
  /** Frames with their five bytes before them, or what stands for them. */
  body: Buffer;
  /** The answer is a stream that need not end. */
  stream: boolean;
  /** When the caller loses interest, if it does. */
  cancelAfterMs?: number;
}

export interface GrpcSender {
  send(call: SentCall, credentials: Credentials): Promise<Outcome>;
  close(): void;
}

/** After that a stream without an answer is an open one. */
const OPEN_STREAM_MS = 1000;

/** gRPC on HTTP/2 alone, so that nothing stands between what is sent and the wire. */
export function createGrpcSender(target: FuzzTarget): GrpcSender {
  const sessions = createSessions(target, target.grpcPort);
  return {
    send: (call, credentials) =>
      new Promise((resolve) => {
        let stream: ClientHttp2Stream;
        const metadata = Object.fromEntries([
          ...call.metadata,
          ...(credentials.authorization ? [['authorization', credentials.authorization]] : []),
        ] as [string, string][]);
        try {
          stream = sessions.of(credentials).request({
            ':method': 'POST',
            ':path': call.path,
            'content-type': 'application/grpc',
            te: 'trailers',
            ...metadata,
          });
        } catch {
          resolve({ closed: true });
          return;
        }
        const outcome: Outcome = { text: '' };
        const end = (ended: Outcome) => {
          clearTimeout(deadline);
          clearTimeout(cancelled);
          resolve(ended);
          if (!stream.destroyed) stream.close(constants.NGHTTP2_CANCEL);
        };
        const read = (headers: Record<string, unknown>) => {
          outcome.headers = headers as Outcome['headers'];
          if (headers['grpc-status'] !== undefined) outcome.code = Number(headers['grpc-status']);
          else if (Number(headers[':status'] ?? 200) !== 200) outcome.code = httpCode(Number(headers[':status']));
          if (headers['grpc-message'] !== undefined)
            outcome.text = decoded(String(headers['grpc-message']).slice(0, 600));
        };
        // A stream may stay silent until there is something to tell.
        const deadline = call.stream
          ? setTimeout(() => end({ code: 0, ...outcome }), OPEN_STREAM_MS)
          : setTimeout(() => end({ silent: true }), DEADLINE_MS);
        const cancelled =
          call.cancelAfterMs === undefined ? undefined : setTimeout(() => end({ code: 1 }), call.cancelAfterMs);
        stream.once('response', (headers) => {
          read(headers);
          if (call.stream) setTimeout(() => end({ code: 0, ...outcome }), STREAM_MS);
        });
        stream.once('trailers', read);
        stream.on('data', () => undefined);
        stream.once('error', () => undefined);
        stream.once('close', () => end(outcome.code === undefined ? { closed: true } : outcome));
        stream.end(call.body);
      }),
    close: () => sessions.close(),
  };
}

/** What gRPC's clients make of an answer that is HTTP's alone; 0 and 500 stand out. */
const httpCode = (status: number) => (status >= 500 ? 2 : 3);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
