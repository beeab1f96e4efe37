import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';

/**
 * Tells of connections that are about to be somebody else's, by an upgrade or as a tunnel, which over HTTP/2 is a stream as any other.
 * Only where somebody takes them: a listener alone would keep Node.js from answering such a request as any other.
 */
export function beforeHandOver(server: EventEmitter, listener: (socket: Socket) => void): void {
  const tell = (_request: IncomingMessage, socket: Socket | Http2ServerResponse) => {
    if (!('stream' in socket)) listener(socket);
  };
  for (const name of ['upgrade', 'connect'])
    server.on('newListener', function onTaker(added: string) {
      if (added !== name) return;
      server.off('newListener', onTaker);
      server.prependListener(name, tell);
    });
}
