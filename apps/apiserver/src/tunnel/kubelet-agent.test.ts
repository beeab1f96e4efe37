import { copyFileSync, writeFileSync } from 'node:fs';
import { createServer, get, type Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { createFakeClock, createTestLogger, createTestPki, type TestPki } from '@kubets/component/testing';
import { createKubeletAgent } from './kubelet-agent';

const LONGER_THAN_BETWEEN_LOOKS_MS = 30_000;

let pki: TestPki;
const stop = new AbortController();
beforeAll(async () => {
  pki = await createTestPki();
});
afterAll(() => {
  stop.abort();
  pki.remove();
});

test('a kubelet is shown the certificate that is in the files, and no half of one', async () => {
  const { cert, key } = await pki.issue({ commonName: 'kubelet', names: ['127.0.0.1'] });
  const kubelet = createServer(
    { cert, key, ca: pki.ca, requestCert: true, rejectUnauthorized: true },
    (request, response) => response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN),
  );
  await new Promise<void>((resolve) => kubelet.listen(0, '127.0.0.1', resolve));
  const { port } = kubelet.address() as AddressInfo;
  const [certFile, keyFile] = [join(pki.directory, 'client.crt'), join(pki.directory, 'client.key')];
  const [before, after] = [await pki.issue({ commonName: 'before' }), await pki.issue({ commonName: 'after' })];
  const [clock, logger] = [createFakeClock(), createTestLogger()];
  copyFileSync(before.certFile, certFile);
  copyFileSync(before.keyFile, keyFile);
  const agent = createKubeletAgent({ certFile, keyFile, caFile: pki.caFile }, { logger, clock, signal: stop.signal });
  const shown = async (changed?: () => void) => {
    changed?.();
    if (changed) await clock.advance(LONGER_THAN_BETWEEN_LOOKS_MS);
    return textOf(agent, port);
  };
  expect(await shown()).toBe('before');
  expect(await shown(() => copyFileSync(after.certFile, certFile))).toBe('before');
  expect(await shown(() => copyFileSync(after.keyFile, keyFile))).toBe('after');
  expect(await shown(() => writeFileSync(keyFile, 'nothing'))).toBe('after');
  agent.destroy();
  kubelet.close();
});

const textOf = (agent: Agent, port: number) =>
  new Promise<string>((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
