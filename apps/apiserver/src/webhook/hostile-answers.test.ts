import { writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import {
  createTestLogger,
  createTestPki,
  hostileAnswers,
  startHostilePeer,
  type HostilePeer,
  type TestPki,
} from '@kubets/component/testing';
import { createConfiguredWebhook } from './configured-webhook';
import { createWebhookClient } from './webhook-client';

// What answers a webhook's questions may be anything: whatever it sends, there is an error in time, and no connection is
// left that it has spoiled.

/** For peers that never end their answer; what is refused for its bytes gets the time that it takes to send them. */
const TIMEOUT_MS = 400;
const UNHURRIED_MS = 30_000;
/** What is well-formed HTTP is answered, if with nothing to go by; its connection may serve the next question. */
const IS_HTTP = /^leads to|speaks before/;

let pki: TestPki;
const peers: HostilePeer[] = [];
let withTls: { cert: string; key: string };
beforeAll(async () => {
  pki = await createTestPki();
  withTls = await pki.issue({ commonName: 'webhook', names: ['127.0.0.1'] });
});
afterAll(async () => {
  await Promise.all(peers.map((peer) => peer.close()));
  pki.remove();
});

async function peerThat(name: string, tls?: typeof withTls): Promise<HostilePeer> {
  const peer = await startHostilePeer(tls);
  peers.push(peer);
  peer.behave = hostileAnswers[name]!;
  return peer;
}

const clients: Record<string, (port: number, timeoutMs: number) => Promise<string>> = {
  async 'a webhook of an object'(port, timeoutMs) {
    const client = createWebhookClient({ reader: undefined as never, kubeletAgent: new Agent() });
    const target = { url: `https://127.0.0.1:${port}/`, caBundle: Buffer.from(pki.ca).toString('base64') };
    const signal = new AbortController().signal;
    return client.call({ target, body: '{}', timeoutSeconds: timeoutMs / 1000, signal }, (text) => text);
  },
  async 'a webhook of the configuration'(port, timeoutMs) {
    const file = join(pki.directory, `webhook-${port}.json`);
    const cluster = { server: `https://127.0.0.1:${port}/`, 'certificate-authority': pki.caFile };
    const kubeconfig = {
      kind: 'Config',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    };
    writeFileSync(file, JSON.stringify(kubeconfig));
    const webhook = await createConfiguredWebhook(file, { logger: createTestLogger(), signal: AbortSignal.abort() });
    return webhook.post('{}', AbortSignal.timeout(timeoutMs), (text) => text);
  },
};

describe.each(Object.keys(clients))('%s', (kind) => {
  test.each(Object.keys(hostileAnswers))('that %s', async (name) => {
    for (const tls of [withTls, undefined]) {
      const peer = await peerThat(name, tls);
      const outcome = await clients[kind]!(peer.port, TIMEOUT_MS).then(
        (text) => `answered ${JSON.stringify(text)}`,
        (error: Error) => error.message,
      );
      expect(outcome.length).toBeLessThan(500);
      if (!IS_HTTP.test(name)) expect(outcome).not.toContain('answered');
      if (!IS_HTTP.test(name)) await peer.allClosed();
    }
  });
});

test.each([
  ['switches protocols unasked', /^Post "https:.*": the connection was closed without an answer$/],
  [
    'goes on for ever with headers',
    /^Post "https:.*": net\/http: server response headers exceeded \d+ bytes; aborted$/,
  ],
  ['a code that is none', /^Post "https:.*": net\/http: HTTP\/1.x transport connection broken: /],
  ['goes on for ever in its body', /^the answer is larger than 8388608 bytes$/],
  ['takes the connection and is silent', /^Post "https:.*": context deadline exceeded$/, TIMEOUT_MS],
])('of one that %s it is told', async (name, expected, timeoutMs = UNHURRIED_MS) => {
  const { port } = await peerThat(name, withTls);
  await expect(clients['a webhook of an object']!(port, timeoutMs)).rejects.toThrow(expected);
});
