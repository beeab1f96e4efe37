import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { createTestPki } from '@kubets/component/testing';
import { cellsOf } from '../resources/testing/strategy-harness';
import { checkComponent } from './check-component';
import { componentStatuses } from './component-statuses';

const never = new AbortController().signal;

async function answering(code: number, text: string) {
  const pki = await createTestPki();
  const { certFile, keyFile } = await pki.issue({ commonName: 'component' });
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (_, response) =>
    response.writeHead(code).end(text),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      pki.remove();
    },
  };
}

test.each([
  [200, 'ok', { status: 'True', message: 'ok', error: '' }],
  [500, 'no', { status: 'False', message: '', error: 'unhealthy http status code: 500 (no)' }],
])('a component that answers %i', async (code, text, expected) => {
  const { port, stop } = await answering(code, text);
  expect(await checkComponent(port, never)).toEqual(expected);
  stop();
});

test('a component that is not there', async () => {
  const { port, stop } = await answering(200, '');
  stop();
  expect(await checkComponent(port, never)).toEqual({
    status: 'Unknown',
    message: '',
    error: `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`,
  });
});

test('no answer is longer than what is told of it', async () => {
  const { port, stop } = await answering(500, 'x'.repeat(1_000_000));
  expect((await checkComponent(port, never)).error.length).toBeLessThan(2_000);
  stop();
});

test('the store is one of them', async () => {
  const definition = componentStatuses(() => Promise.reject(new Error('etcd is away')));
  const objects = await definition.computed!({ reader: {} as never, namespace: '', now: new Date(), signal: never });
  expect(objects.map(({ metadata }) => metadata?.name)).toEqual(['controller-manager', 'scheduler', 'etcd-0']);
  expect(cellsOf(definition, objects[2]!)).toEqual({
    Name: 'etcd-0',
    Status: 'Unhealthy',
    Message: '',
    Error: 'etcd is away',
  });
});
