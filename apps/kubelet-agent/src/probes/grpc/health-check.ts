import { GRPC } from '@kubets/rpc';
import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from '@kubets/proto-gen/grpc/health/v1';
import { connect, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTcp, isIPv6 } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { dialError } from '@kubets/net';

const PATH = '/grpc.health.v1.Health/Check';
/** An answer is two bytes; who sends more does not speak of health. */
const MOST_ANSWER_BYTES = 1024;
const FRAME_HEAD_BYTES = 5;
/** What `grpc-timeout` has digits for, in milliseconds. */
const LONGEST_TOLD_MS = 99_999_999;

/** No verdict: the connection did not come about, or the call on it failed with one of gRPC's codes. */
export class HealthCheckError extends Error {
  constructor(
    readonly phase: 'connect' | 'call',
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export interface HealthCheck {
  host: string;
  port: number;
  /** Empty for the whole server. */
  service: string;
  userAgent: string;
  timeoutMs: number;
}

/**
 * One call of grpc.health.v1.Health/Check on a connection of its own, which is gone when the promise is settled, however
 * the other side behaves. A channel of grpc-js, closed while its peer has not said a word, would keep its socket for good.
 * @throws HealthCheckError
 */
export function checkHealth({ host, port, service, userAgent, timeoutMs }: HealthCheck): Promise<ServingStatus> {
  return new Promise((resolve, reject) => {
    let phase: HealthCheckError['phase'] = 'connect';
    const socket = connectTcp({ host, port });
    const session = connect(`http://${isIPv6(host) ? `[${host}]` : host}:${port}`, {
      createConnection: () => socket,
      settings: { enablePush: false },
      maxSessionMemory: 1,
      maxHeaderListPairs: 100,
    });
    const settle = (then: () => void) => {
      clearTimeout(timer);
      session.destroy();
      socket.destroy();
      then();
    };
    const fail = (code: number, message: string) => settle(() => reject(new HealthCheckError(phase, code, message)));
    const timer = setTimeout(
      () => fail(GRPC.DEADLINE_EXCEEDED, 'context deadline exceeded'),
      Math.min(timeoutMs, 2 ** 31 - 1),
    );
    socket.on('error', (error) => fail(GRPC.UNAVAILABLE, dialError(`${host}:${port}`, error)));
    session.on('error', (error) => fail(GRPC.UNAVAILABLE, error.message));
    session.on('close', () => fail(GRPC.UNAVAILABLE, 'the connection was closed'));
    // As a gRPC client it speaks only to who has shown to speak HTTP/2.
    session.once('remoteSettings', () => {
      phase = 'call';
      const stream = session.request({
        ':method': 'POST',
        ':path': PATH,
        'content-type': 'application/grpc',
        te: 'trailers',
        'user-agent': userAgent,
        'grpc-timeout': `${Math.min(Math.ceil(timeoutMs), LONGEST_TOLD_MS)}m`,
      });
      readAnswer(stream, fail, (body) => {
        const verdict = servingStatus(body);
        if (verdict === undefined) fail(GRPC.INTERNAL, 'the answer is no HealthCheckResponse');
        else settle(() => resolve(verdict));
      });
      stream.end(framed(HealthCheckRequest.encode({ service }).finish()));
    });
  });
}

/** Calls back once with the body of an answer whose status is OK, or else with what is wrong. */
function readAnswer(
  stream: ClientHttp2Stream,
  fail: (code: number, message: string) => void,
  done: (body: Buffer) => void,
): void {
  const parts: Buffer[] = [];
  let size = 0;
  let status: { code: number; message: string } | undefined;
  const readStatus = (headers: IncomingHttpHeaders) => {
    const code = headers['grpc-status'];
    if (code !== undefined) status = { code: Number(code), message: textOf(headers['grpc-message']) };
  };
  stream.on('response', (headers) => {
    readStatus(headers);
    const http = headers[':status'] ?? 0;
    if (http !== 200)
      fail(
        http === 404 ? GRPC.UNIMPLEMENTED : GRPC.UNKNOWN,
        `unexpected HTTP status code received from server: ${http} (${STATUS_CODES[http] ?? ''})`,
      );
  });
  stream.on('trailers', readStatus);
  stream.on('data', (part: Buffer) => {
    size += part.length;
    if (size > MOST_ANSWER_BYTES) fail(GRPC.RESOURCE_EXHAUSTED, 'the answer is too long');
    else parts.push(part);
  });
  stream.on('error', (error) => fail(GRPC.INTERNAL, error.message));
  stream.on('end', () => {
    if (!status) fail(GRPC.INTERNAL, 'server closed the stream without sending trailers');
    else if (status.code !== GRPC.OK) fail(status.code, status.message);
    else done(Buffer.concat(parts));
  });
}

/** gRPC's length-prefixed message, not compressed. */
function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function servingStatus(body: Buffer): ServingStatus | undefined {
  const isOne = body.length >= FRAME_HEAD_BYTES && body[0] === 0;
  if (!isOne || body.readUInt32BE(1) !== body.length - FRAME_HEAD_BYTES) return undefined;
  try {
    return HealthCheckResponse.decode(body.subarray(FRAME_HEAD_BYTES)).status ?? ServingStatus.UNKNOWN;
  } catch {
    return undefined;
  }
}

/** gRPC's messages are percent-encoded; what is not is taken as it is. */
function textOf(header: string | string[] | undefined): string {
  const text = String(header ?? '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
