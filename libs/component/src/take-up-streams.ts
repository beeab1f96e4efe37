import type { EventEmitter } from 'node:events';
import type { Http2Session, Http2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { FairTurns } from './fair-turns';
import { limitResets } from './limit-resets';
import { HANDSHAKE } from './pace-connections';
import { followStreams, leaveStreams, paceStreams } from './pace-streams';

/**
 * Has a server of HTTP/2, which has its listeners of streams by now, take up few streams in each turn of the event loop, and end who does
 * nothing but take them back. For a stream that is taken back before its turn nothing has been made, not even a request.
 */
export function takeUpStreams(server: EventEmitter, turns: FairTurns): void {
  const listeners = server.listeners('stream');
  server.removeAllListeners('stream');
  server.on(HANDSHAKE, followStreams);
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol !== 'h2') leaveStreams(socket);
  });
  server.on('session', ({ socket }: Http2Session) => followStreams(socket));
  server.on('stream', (stream: Http2Stream, ...rest: unknown[]) => {
    const session: Http2Session | undefined = stream.session;
    paceStreams(session);
    limitResets(stream);
    stream.on('error', () => undefined);
    turns.begin(session ?? stream, () => {
      if (!stream.closed && !stream.destroyed) for (const listen of listeners) listen.call(server, stream, ...rest);
    });
  });
}
