import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { createFakeClock, createTestLogger, createTestPki, type TestPki } from '@kubets/component/testing';
import { createConfiguredWebhook } from './configured-webhook';

const LONGER_THAN_BETWEEN_LOOKS_MS = 30_000;

let pki: TestPki;
const servers: Server[] = [];
const stop = new AbortController();
beforeAll(async () => {
  pki = await createTestPki();
});
afterAll(() => {
  stop.abort();
  for (const server of servers) server.close();
  pki.remove();
});

/** Answers its name to everything. */
async function serverCalled(name: string): Promise<string> {
  const { cert, key } = await pki.issue({ commonName: name, names: ['127.0.0.1'] });
  const server = createServer({ cert, key }, (_, response) => response.end(name));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const kubeconfigOf = (server: string) =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority': pki.caFile } }],
    contexts: [{ name: 'c', context: { cluster: 'c' } }],
    'current-context': 'c',
  });

test('whom the kubeconfig names now is asked, and who was named before while it cannot be read', async () => {
  const file = join(pki.directory, 'webhook.kubeconfig');
  const [clock, logger] = [createFakeClock(), createTestLogger()];
  const [first, second] = [await serverCalled('first'), await serverCalled('second')];
  writeFileSync(file, kubeconfigOf(first));
  const webhook = await createConfiguredWebhook(file, { logger, clock, signal: stop.signal });
  const answerAfter = async (content: string) => {
    writeFileSync(file, content);
    await clock.advance(LONGER_THAN_BETWEEN_LOOKS_MS);
    return webhook.post('{}', stop.signal, (text) => text);
  };
  expect(await webhook.post('{}', stop.signal, (text) => text)).toBe('first');
  expect(await answerAfter('{"clusters":')).toBe('first');
  expect(await answerAfter(kubeconfigOf(second))).toBe('second');
  expect(logger.lines.map(({ level }) => level)).toEqual(['error', 'info']);
});
