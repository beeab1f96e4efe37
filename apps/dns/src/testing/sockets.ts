import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { createFrameReader, frame } from '../wire/tcp-frames';

const TIMEOUT_MS = 20_000;

/** Sends a packet as it is and resolves to the answer; undefined when none comes within `waitMs`. */
export function sendUdp(port: number, packet: Buffer, waitMs = TIMEOUT_MS): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const finish = (message?: Buffer) => {
      clearTimeout(timer);
      socket.close();
      resolve(message);
    };
    const timer = setTimeout(finish, waitMs);
    socket.once('message', (message) => finish(message));
    socket.send(packet, port, '127.0.0.1');
  });
}

/** Writes bytes to a connection and resolves to as many messages as asked for, or to fewer when it is closed. */
export function sendTcp(port: number, bytes: Buffer, count: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    const reader = createFrameReader();
    const messages: Buffer[] = [];
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer over TCP')));
    socket.on('error', reject);
    socket.on('close', () => resolve(messages));
    socket.on('data', (chunk) => {
      messages.push(...reader.read(chunk));
      if (messages.length >= count) socket.end();
    });
    socket.write(bytes);
  });
}

export { frame };
