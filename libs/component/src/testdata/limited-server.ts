import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { limitResets } from '../limit-resets';

/** Of each answer, more than a client without a window takes; little enough for hundreds of them in Node.js' bounds of a session. */
const BYTES = 12_000;

// A server whose answers do not end, in a process of its own: it tells its port, then how many streams it has.
const server = createServer().listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
let streams = 0;
server.on('sessionError', () => undefined);
server.on('stream', (stream) => {
  limitResets(stream);
  stream.on('error', () => undefined);
  stream.respond({ ':status': 200 });
  stream.write(Buffer.alloc(BYTES));
  process.send!((streams += 1));
});
