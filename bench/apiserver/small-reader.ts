// A client in a process of its own that reads one small object every 10 ms and keeps the longest wait.
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './measured-apiserver';

const PAUSE_MS = 10;

/** What the reader tells when asked: since it was asked last. */
export interface Waits {
  worstMs: number;
  reads: number;
  failures: number;
}

let waits: Waits = { worstMs: 0, reads: 0, failures: 0 };
let isAsked = false;

// Told when the read that is under way has ended: it may be the one that waits.
process.on('message', () => (isAsked = true));
process.on('disconnect', () => process.exit(0));

async function main({ url, ca, cert, key }: Connection): Promise<void> {
  const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 1 });
  const read = () =>
    new Promise<boolean>((resolve) => {
      const outgoing = request(`${url}/api/v1/namespaces/default`, { agent });
      outgoing.once('error', () => resolve(false));
      outgoing.once('response', (response) => {
        response.resume();
        response.once('close', () => resolve(response.statusCode === 200));
      });
      outgoing.end();
    });
  for (;;) {
    const begun = performance.now();
    if (!(await read())) waits.failures += 1;
    waits.worstMs = Math.max(waits.worstMs, performance.now() - begun);
    waits.reads += 1;
    if (isAsked) {
      process.send!(waits);
      waits = { worstMs: 0, reads: 0, failures: 0 };
      isAsked = false;
    }
    await sleep(PAUSE_MS);
  }
}

void main(JSON.parse(process.argv[2]!) as Connection);
