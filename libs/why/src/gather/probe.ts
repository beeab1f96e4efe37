import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { spawn } from 'node:child_process';
import type { Outcome, Probe } from '../facts';

const CONNECT_MS = 500;
/** For the first bytes of an answer. */
const ANSWER_MS = 300;

/**
 * Opens a connection, says a line of HTTP, and looks at what comes back. Who hangs up on that without a word is asked again in TLS:
 * OpenSSL, and all on it, do so, where others send an alert. Never rejects.
 */
export async function probeTcp(address: string, port: number): Promise<Probe & { localAddress?: string }> {
  const { hungUp, ...probe } = await sayHttp(address, port);
  return hungUp && (await isTls(address, port)) ? { ...probe, speaks: 'tls' } : probe;
}

function sayHttp(address: string, port: number): Promise<Probe & { localAddress?: string; hungUp?: true }> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let localAddress: string | undefined;
    const end = (outcome: Outcome, more: { speaks?: 'http' | 'tls'; hungUp?: true } = {}): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ outcome, ...more, ...(localAddress && { localAddress }) });
    };
    let timer = setTimeout(() => end('timeout'), CONNECT_MS);
    socket.once('connect', () => {
      ({ localAddress } = socket);
      clearTimeout(timer);
      timer = setTimeout(() => end('open'), ANSWER_MS);
      socket.write(`GET / HTTP/1.0\r\nHost: ${address}\r\n\r\n`);
    });
    socket.once('data', (data) => {
      const speaks = speaksOf(data);
      end('open', speaks && { speaks });
    });
    socket.once('close', () => (localAddress ? end('open', { hungUp: true }) : end('refused')));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (localAddress) return end('open', { hungUp: true });
      end(error.code === 'ECONNREFUSED' ? 'refused' : error.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable');
    });
  });
}

/** Whether a server shakes hands in TLS, or refuses to in its words; whose certificate it has is no matter here. */
function isTls(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: address, port, rejectUnauthorized: false });
    const end = (answer: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(false), ANSWER_MS);
    socket.once('secureConnect', () => end(true));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(/^ERR_SSL_.*ALERT/.test(code ?? '')));
    socket.once('close', () => end(false));
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
