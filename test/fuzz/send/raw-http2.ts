import { connect } from 'node:tls';
import type { FuzzTarget } from '../target/fuzz-target';
import { DEADLINE_MS, type Outcome } from './outcome';

const FRAME_HEADER = 9;
const [HEADERS, RST_STREAM, GOAWAY] = [1, 3, 7];
/** `:status` as HPACK's static table has it, which servers use for these. */
const STATUS: Record<number, number> = { 0x88: 200, 0x8c: 400, 0x8d: 404, 0x8e: 500 };

/**
 * Writes bytes to a connection that has agreed to HTTP/2, and reads frames until one says how it ended: headers of an answer
 * (whose code is 0 when it is none of the static table's), or, as `closed`, the end of the stream or of the connection.
 */
export function sendRawHttp2({ host, restPort, ca }: FuzzTarget, bytes: Buffer): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: restPort, ca, ALPNProtocols: ['h2'] });
    let pending = Buffer.alloc(0);
    const end = (outcome: Outcome) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(outcome);
    };
    const deadline = setTimeout(() => end({ silent: true }), DEADLINE_MS);
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= FRAME_HEADER) {
        const length = pending.readUIntBE(0, 3);
        if (pending.length < FRAME_HEADER + length) return;
        const payload = pending.subarray(FRAME_HEADER, FRAME_HEADER + length);
        const ended = outcomeOf(pending[3]!, payload);
        if (ended) return end(ended);
        pending = pending.subarray(FRAME_HEADER + length);
      }
    });
    socket.once('error', () => end({ closed: true }));
    socket.once('close', () => end({ closed: true }));
    socket.once('secureConnect', () => socket.write(bytes));
  });
}

function outcomeOf(type: number, payload: Buffer): Outcome | undefined {
  if (type === HEADERS) return { code: STATUS[payload[0]!] ?? 0 };
  if (type === RST_STREAM) return { closed: true, text: `RST_STREAM ${payload.readUInt32BE(0)}` };
  // A server that is polite says so, and answers what it has.
  if (type === GOAWAY && payload.readUInt32BE(4) === 0) return undefined;
  return type === GOAWAY ? { closed: true, text: `GOAWAY ${payload.readUInt32BE(4)}` } : undefined;
}
