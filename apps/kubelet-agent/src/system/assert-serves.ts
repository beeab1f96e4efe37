import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

const TIMEOUT_MS = 10_000;

/**
 * Resolves when a gRPC server behind a socket has shown that it speaks HTTP/2; the connection is gone then, and otherwise too.
 * To be asked before anybody is called there, which waits for as long as a call may take.
 * @throws Error when it is not there, is something else, or says nothing in that time.
 */
export function assertServes(path: string, timeoutMs = TIMEOUT_MS): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const session = connectHttp2('http://localhost', { createConnection: () => socket, maxSessionMemory: 1 });
    const settle = (error?: Error) => {
      clearTimeout(timer);
      session.destroy();
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => settle(new Error(`nobody answers at ${path}`)), timeoutMs);
    socket.on('error', settle);
    session.on('error', settle);
    session.on('close', () => settle(new Error(`${path} was closed`)));
    session.once('remoteSettings', () => settle());
  });
}
