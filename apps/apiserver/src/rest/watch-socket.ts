import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { FrameSink } from '../pipeline/frame-queue';
import type { Request } from '../http/messages';

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

/** Whether the request asks for a WebSocket rather than another protocol. */
export const isWebSocketRequest = ({ headers }: Request): boolean => headers.upgrade?.toLowerCase() === 'websocket';

/** Completes the handshake; each frame of the watch is then one text message. Malformed handshakes are answered with a 400. */
export function openWatchSocket(request: Request, socket: Duplex, head: Buffer): Promise<FrameSink> {
  return new Promise((resolve) => {
    // Upgrades come over HTTP/1.1 alone.
    server.handleUpgrade(request as IncomingMessage, socket, head, (connection) => {
      connection.on('error', () => connection.terminate());
      resolve(sinkOf(connection, socket));
    });
  });
}

function sinkOf(connection: WebSocket, socket: Duplex): FrameSink {
  const send = (text: Buffer | string) =>
    connection.readyState === WebSocket.OPEN && connection.send(text, { binary: false });
  const end = () => connection.close(NORMAL_CLOSURE);
  return {
    write(frame) {
      send(frame);
      return !socket.writableNeedDrain;
    },
    onDrain: (listener) => void socket.on('drain', listener),
    end,
    fail(status) {
      send(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
      end();
    },
  };
}
