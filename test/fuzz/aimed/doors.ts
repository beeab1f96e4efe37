import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from '../target/fuzz-target';

/** First lines of requests that a parser of addresses falls over. */
export const FIRST_LINES = [
  'GET // HTTP/1.1',
  'GET //[:: HTTP/1.1',
  'GET ///metrics HTTP/1.1',
  'GET /%zz HTTP/1.1',
  'GET /%00 HTTP/1.1',
  'GET * HTTP/1.1',
  'GET http:// HTTP/1.1',
  'GET http://[:: HTTP/1.1',
  'GET \\\\ HTTP/1.1',
  'GET /healthz?exclude=%zz&exclude=__proto__ HTTP/1.1',
  'GET /healthz/__proto__ HTTP/1.1',
  'GET /readyz/constructor?verbose HTTP/1.1',
  'GET /containerLogs/%2e%2e/%2e%2e/x HTTP/1.1',
  'POST /exec/a/b/c?command= HTTP/1.1',
  'CONNECT // HTTP/1.1',
  'OPTIONS * HTTP/1.1',
];

const LATEST_MS = 10_000;
const HEADERS = 'Host: x\r\nConnection: close\r\n\r\n';

/** What is wrong with the answer at this door; a connection may be closed on who sends no HTTP. */
export async function odd(door: Door, firstLine: string): Promise<string | undefined> {
  const answer = await Promise.race([
    firstOf(door, `${firstLine}\r\n${HEADERS}`),
    sleep(LATEST_MS, 'nothing', { ref: false }),
  ]);
  return /^HTTP\/1\.1 500/.test(answer) || answer === 'nothing' ? `${door.name}: ${firstLine}: ${answer}` : undefined;
}

/** What comes back at first; empty when the connection ends without a word. */
function firstOf({ host, port, speaks }: Door, request: string): Promise<string> {
  return new Promise((resolve) => {
    const socket =
      speaks === 'http'
        ? connect(port, host)
        : connectTls({ host, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    socket.once('data', (chunk: Buffer) => {
      resolve(chunk.toString('latin1').slice(0, 200));
      socket.destroy();
    });
    socket.once('error', () => resolve(''));
    socket.once('close', () => resolve(''));
    socket.write(request);
  });
}
