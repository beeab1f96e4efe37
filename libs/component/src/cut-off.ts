import { constants, type Http2ServerResponse, type ServerHttp2Stream } from 'node:http2';
import type { Writable } from 'node:stream';

/** A client that has not even read by then that its stream has ended reads nothing of its connection. */
const READ_MS = 10_000;

const reset = new WeakSet<ServerHttp2Stream>();

/**
 * Ends an answer in its middle. A stream of HTTP/2 is reset, and is gone when the reset has been sent; if the client does not
 * read, its connection is ended (and closed by `guardConnections`, for Node.js waits for what is being written). Destroying
 * the stream at once would, while the connection is being written to, lose the reset: Node.js then goes on sending empty frames
 * of a stream whose data is gone, without end, and the process with it.
 */
export function cutOff(answer: Writable | Http2ServerResponse): void {
  if ('stream' in answer) resetStream(answer.stream);
  else answer.destroy();
}

/** As `cutOff`, for the stream itself. */
export function resetStream(stream: ServerHttp2Stream, readMs = READ_MS): void {
  if (stream.destroyed || reset.has(stream)) return;
  reset.add(stream);
  stream.close(constants.NGHTTP2_CANCEL);
  const timer = setTimeout(() => stream.session?.destroy(), readMs).unref();
  stream.once('close', () => clearTimeout(timer));
}
