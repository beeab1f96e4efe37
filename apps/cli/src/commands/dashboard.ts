import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { loadKubeconfig } from '@kubets/rpc';
import { PROGRAM } from '../program';
import { defaultKubeconfig } from './default-kubeconfig';

export interface DashboardOptions {
  stateDir: string;
  kubeconfig?: string;
  port?: number;
}

const HOST = '127.0.0.1';
const FIRST_PORT = 8443;
const PORTS_TRIED = 50;
const STARTS_WITHIN_MS = 20_000;
const RETRY_MS = 50;
const MOST_TOLD = 2000;

/**
 * Serves the page on loopback, with the rights of a kubeconfig's user for whoever has the link that is printed, until it is
 * interrupted. @throws Error when it does not start.
 */
export async function dashboard({ stateDir, kubeconfig, port: asked }: DashboardOptions): Promise<void> {
  const file = kubeconfig ?? defaultKubeconfig(stateDir);
  await loadKubeconfig(file);
  const port = asked ?? (await freePort());
  const service = spawn(
    process.execPath,
    [
      join(dirname(PROGRAM), '../dashboard/main.js'),
      `--kubeconfig=${file}`,
      `--listen-address=${HOST}`,
      `--port=${port}`,
      '--secure-port=0',
      '--logins-from-stdin',
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = endOf(service);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => service.stdin.end());
  service.stdin.on('error', () => undefined); // It has ended; that is told below.
  const fingerprint = await Promise.race([
    fingerprintOf(port),
    ended.then(({ said }) => Promise.reject(new Error(said))),
  ]);
  const printLink = () => {
    const code = randomBytes(32).toString('base64url');
    service.stdin.write(`${code}\n`);
    console.log(`\n  https://${HOST}:${port}/#login=${code}\n`);
  };
  console.log(`The page, with the rights of ${file}. The link lets one browser in, within five minutes:`);
  printLink();
  console.log(
    'Its certificate is made for this run, so the browser warns. The SHA-256 fingerprint that it is to show:',
  );
  console.log(`  ${fingerprint}`);
  console.log('Enter prints another link; Ctrl-C ends the page.');
  const input = createInterface({ input: process.stdin }).on('line', printLink);
  const { code, said } = await ended;
  input.close();
  process.stdin.unref();
  if (code !== 0) throw new Error(said);
}

/** When it has ended: how, and what it said last. */
function endOf(service: ChildProcess): Promise<{ code: number | null; said: string }> {
  let text = '';
  for (const stream of [service.stdout, service.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-MOST_TOLD)));
  return new Promise((resolve, reject) => {
    service.once('error', reject);
    service.once('close', (code) => resolve({ code, said: `the dashboard has ended: ${text.trim() || code}` }));
  });
}

/** Of the certificate that is shown at a port, as soon as somebody answers there. */
async function fingerprintOf(port: number): Promise<string> {
  const end = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < end) {
    const shown = await new Promise<string | undefined>((resolve) => {
      const socket = connect({ host: HOST, port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.once('error', () => resolve(undefined));
    });
    if (shown) return shown;
    await sleep(RETRY_MS);
  }
  throw new Error(`the dashboard does not answer within ${STARTS_WITHIN_MS / 1000} s`);
}

/** The first port from 8443 on that nobody listens on. */
async function freePort(): Promise<number> {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) {
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
        .once('error', () => resolve(false))
        .listen(port, HOST, () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error(`the ports ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1} are all taken; name one with --port`);
}
