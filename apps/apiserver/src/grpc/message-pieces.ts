import type { ServerHttp2Stream } from 'node:http2';
import { Metadata, status, type ServerInterceptingCallInterface, type ServerUnaryCall } from '@grpc/grpc-js';
import { nextTurn } from '../pipeline/turns';
import { CHUNK_BYTES, createChunks, written } from '../pipeline/write-pieces';

/** A message as the bytes that make it up, one after the other. */
export interface MessagePieces {
  pieces: Iterable<Buffer>;
  size: number;
}

export const isPieces = (answer: object): answer is MessagePieces => 'pieces' in answer && 'size' in answer;

/** A call as an interceptor sees it: around another one, the innermost of which has the stream. grpc-js declares neither as public. */
type InnerCall = ServerInterceptingCallInterface & { nextCall?: InnerCall; stream?: ServerHttp2Stream };

const FRAME_HEAD_BYTES = 5;

/**
 * Answers a call with a long message bit by bit as the client takes it, where grpc-js would copy the whole and hold it
 * until it is sent. False when the message is short, or grpc-js no longer shows its stream: then answer as usual.
 */
export async function sendInPieces(
  call: ServerUnaryCall<unknown, unknown>,
  { pieces, size }: MessagePieces,
  trailers: Metadata,
): Promise<boolean> {
  const { call: inner } = call as unknown as { call?: InnerCall };
  const stream = inner && streamOf(inner);
  if (size < CHUNK_BYTES || !stream) return false;
  const frameHead = Buffer.alloc(FRAME_HEAD_BYTES);
  frameHead.writeUInt32BE(size, 1);
  call.sendMetadata(new Metadata());
  const chunks = createChunks(framed(frameHead, pieces));
  for (let chunk = await chunks.next(); chunk; chunk = await chunks.next()) {
    if (!(await written(stream, chunk))) return true;
    await nextTurn();
  }
  chunks.free();
  inner.sendStatus({ code: status.OK, details: 'OK', metadata: trailers });
  return true;
}

function streamOf(call: InnerCall): ServerHttp2Stream | undefined {
  let inner: InnerCall | undefined = call;
  while (inner && !inner.stream) inner = inner.nextCall;
  return inner?.stream;
}

function* framed(head: Buffer, pieces: Iterable<Buffer>): Generator<Buffer> {
  yield head;
  yield* pieces;
}
