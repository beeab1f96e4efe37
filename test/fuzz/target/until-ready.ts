import { setTimeout as sleep } from 'node:timers/promises';
import * as dnsPacket from 'dns-packet';
import { createRestClient } from '../beside/rest-client';
import { createDnsSender } from '../send/dns';
import type { FuzzTarget } from './fuzz-target';

const TIMEOUT_MS = 60_000;

/** Waits until the API server is ready and dns answers. */
export async function untilReady(target: FuzzTarget): Promise<void> {
  const rest = createRestClient(target);
  const dns = await createDnsSender(target, 1);
  const question = dnsPacket.encode({ type: 'query', id: 1, questions: [{ type: 'A', name: target.knownName }] });
  try {
    for (const deadline = Date.now() + TIMEOUT_MS; ; await sleep(200)) {
      const ready = await rest.call('GET', '/readyz', undefined, { timeoutMs: 5000 }).then(
        ({ code }) => code === 200,
        () => false,
      );
      if (ready && (await dns.udp(question, true)) === 'answered') return;
      if (Date.now() > deadline) throw new Error(`not ready in ${TIMEOUT_MS / 1000} s: ${ready ? 'dns' : 'apiserver'}`);
    }
  } finally {
    rest.close();
    dns.close();
  }
}
