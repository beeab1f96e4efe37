import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { endRefused } from './end-refused';

/** The latest request of a connection over HTTP/1.1. */
const latest = new WeakMap<Socket, IncomingMessage>();

/**
 * Has the connection stay open for a moment when the last answer over it is out and the rest of this request is not there yet: what still comes
 * is read and thrown away, as Go's server does it. Node.js would close it on bytes that nobody has read, which takes the answer back.
 */
export function lingerAfter(request: IncomingMessage): void {
  const { socket } = request;
  const isKnown = latest.has(socket);
  latest.set(socket, request);
  if (isKnown) return;
  const destroySoon = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    const unread = latest.get(socket)!;
    if (unread.complete) return destroySoon();
    unread.once('end', destroySoon).resume();
    endRefused(socket, '');
  };
}
