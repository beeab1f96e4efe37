import { connect } from 'node:net';
import { spawn } from 'node:child_process';
import type { Outcome, Probe } from '../facts';

const CONNECT_MS = 500;
/** For the first bytes of an answer. */
const ANSWER_MS = 300;

/** Opens a connection, says a line of HTTP, and looks at what comes back. Never rejects. */
export function probeTcp(address: string, port: number): Promise<Probe & { localAddress?: string }> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let localAddress: string | undefined;
    const end = (outcome: Outcome, speaks?: 'http' | 'tls'): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ outcome, ...(speaks && { speaks }), ...(localAddress && { localAddress }) });
    };
    let timer = setTimeout(() => end('timeout'), CONNECT_MS);
    socket.once('connect', () => {
      ({ localAddress } = socket);
      clearTimeout(timer);
      timer = setTimeout(() => end('open'), ANSWER_MS);
      socket.write(`GET / HTTP/1.0\r\nHost: ${address}\r\n\r\n`);
    });
    socket.once('data', (data) => end('open', speaksOf(data)));
    socket.once('close', () => end(localAddress ? 'open' : 'refused'));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (localAddress) return end('open');
      end(error.code === 'ECONNREFUSED' ? 'refused' : error.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable');
    });
  });
}

/** A TLS server answers a line of HTTP with an alert, or with an error page that names HTTPS. */
export function speaksOf(data: Buffer): 'http' | 'tls' | undefined {
  if (data[0] === 0x15 && data[1] === 0x03) return 'tls';
  const text = data.subarray(0, 2000).toString('latin1');
  if (!text.startsWith('HTTP/')) return undefined;
  return /HTTP request (?:was sent )?to (?:an )?HTTPS/i.test(text) ? 'tls' : 'http';
}

/**
 * The same from another network namespace of this machine, by a process that enters it. `script` is the bundle that
 * runs, which knows the hidden command `probe`.
 */
export function probeFrom(
  netns: string,
  script: string,
  address: string,
  port: number,
): Promise<Probe & { localAddress?: string }> {
  const child = spawn('nsenter', [`--net=${netns}`, process.execPath, script, 'probe', address, String(port)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: CONNECT_MS + ANSWER_MS + 2000,
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return new Promise((resolve) => {
    child.once('error', () => resolve({ outcome: 'unreachable' }));
    child.once('close', () => {
      try {
        resolve(JSON.parse(text) as Probe);
      } catch {
        resolve({ outcome: 'unreachable' });
      }
    });
  });
}
