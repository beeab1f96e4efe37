import { connect } from 'node:tls';
import type { FuzzTarget } from '../target/fuzz-target';
import { DEADLINE_MS, KEPT_TEXT, STREAM_MS, type Outcome } from './outcome';

/** A server may take a half closed connection for one whose client has left, and its answer for unwanted. */
const HALF_CLOSE_MS = 500;

/** Writes bytes to a connection of its own, half closes it a little later, and reads the status line of what comes back. */
export function sendRaw({ host, restPort, ca }: FuzzTarget, bytes: Buffer): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: restPort, ca, ALPNProtocols: ['http/1.1'] });
    const outcome: Outcome = { text: '' };
    const end = (ended: Outcome) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(ended);
    };
    const deadline = setTimeout(() => end(outcome.code === undefined ? { silent: true } : outcome), DEADLINE_MS);
    socket.on('data', (chunk: Buffer) => {
      outcome.text = (outcome.text! + chunk.toString('latin1')).slice(0, KEPT_TEXT);
      const status = /^HTTP\/1\.\d (\d{3})/.exec(outcome.text);
      if (!status || outcome.code !== undefined) return;
      outcome.code = Number(status[1]);
      setTimeout(() => end(outcome), outcome.code < 200 ? STREAM_MS : 0);
    });
    socket.once('error', () => end({ closed: true, ...outcome }));
    socket.once('close', () => end(outcome.code === undefined ? { closed: true } : outcome));
    socket.once('secureConnect', () => {
      socket.write(bytes);
      setTimeout(() => socket.end(), HALF_CLOSE_MS).unref();
    });
  });
}
