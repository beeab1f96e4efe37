import type { Duplex } from 'node:stream';
import { writeRawResponse } from './upgrade';

const [BAD_REQUEST, HEADERS_TOO_LARGE] = [400, 431];

/** Answers what HTTP/1.1's parser could not read, and ends the connection once the client has had time to see why. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  // It has been refused, and the parser is given what still comes.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const code = error.code === 'HPE_HEADER_OVERFLOW' ? HEADERS_TOO_LARGE : BAD_REQUEST;
  writeRawResponse(socket, code, { 'Content-Length': '0', Connection: 'close' }, Buffer.alloc(0));
}

/** Whether an answer to what came before is on its way, which another would end up in the middle of. */
const isAnswering = (socket: Duplex): boolean =>
  (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent ?? false;
