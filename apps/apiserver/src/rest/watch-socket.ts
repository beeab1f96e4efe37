import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { FrameSink } from '../pipeline/frame-queue';
import type { Request } from '../http/messages';
import type { PreparedWatch } from './resource-routes';
import { handshakeRefusal } from './socket-handshake';
import { writeRawResponse } from './upgrade';

/** A client of a watch has nothing to say: what it sends is read and forgotten, as long as it is this little. */
const MAX_SENT_BYTES = 4096;
/** RFC 6455, 7.4.1. */
const NORMAL_CLOSURE = 1000;

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_SENT_BYTES,
});

type Frames = Pick<PreparedWatch, 'lengthBytes' | 'failure'>;

/**
 * Completes the handshake; each frame of the watch is then one message: of text, or of bytes where frames have a length
 * before them, which a message does without. Undefined for a handshake that was refused.
 */
export function openWatchSocket(
  request: Request,
  socket: Duplex,
  head: Buffer,
  frames: Frames,
): Promise<FrameSink | undefined> {
  const refusal = handshakeRefusal(request.headers);
  if (refusal) {
    const { code, headers = {}, text = '' } = refusal;
    const body = Buffer.from(text);
    writeRawResponse(socket, code, { ...headers, 'Content-Length': String(body.length), Connection: 'close' }, body);
    return Promise.resolve(undefined);
  }
  return new Promise((resolve) => {
    // What else is wrong with a handshake is answered with a 400, and the connection ends.
    socket.once('close', () => resolve(undefined));
    // Upgrades come over HTTP/1.1 alone.
    server.handleUpgrade(request as IncomingMessage, socket, head, (connection) => {
      connection.on('error', () => connection.terminate());
      resolve(sinkOf(connection, socket, frames));
    });
  });
}

function sinkOf(connection: WebSocket, socket: Duplex, { lengthBytes, failure }: Frames): FrameSink {
  const send = (frame: Buffer) =>
    connection.readyState === WebSocket.OPEN &&
    connection.send(frame.subarray(lengthBytes), { binary: lengthBytes > 0 });
  const end = () => connection.close(NORMAL_CLOSURE);
  return {
    write(frame) {
      send(frame);
      return !socket.writableNeedDrain;
    },
    onDrain: (listener) => void socket.on('drain', listener),
    end,
    fail(status) {
      send(failure(status));
      end();
    },
  };
}
