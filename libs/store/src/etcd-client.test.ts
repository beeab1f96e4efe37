import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { createTestPki, type TestPki } from '@kubets/component/testing';
import { createEtcdClient } from './etcd-client';

let pki: TestPki;
beforeAll(async () => void (pki = await createTestPki()), 30_000);
afterAll(() => pki.remove());

/** The name announced to a server with a certificate for `names` that the client begins to speak HTTP/2 with, or its refusal. */
async function connectTo(names: string[]): Promise<unknown> {
  const { cert, key } = await pki.issue({ commonName: 'etcd', names });
  const server = createServer({ cert, key, ALPNProtocols: ['h2'] });
  const sockets: TLSSocket[] = [];
  const announced = new Promise((resolve) =>
    server.on('secureConnection', (socket) => {
      sockets.push(socket.on('error', () => undefined).on('data', () => resolve(socket.servername)));
    }),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const etcd = createEtcdClient({ servers: [`https://127.0.0.1:${port}`], caFile: pki.caFile });
  try {
    return await Promise.race([announced, etcd.range({ key: Buffer.from('key') }).catch(String)]);
  } finally {
    etcd.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test('a server known by its address is checked for it and has a name announced, for TLS has no way to announce an address', async () => {
  expect(await connectTo(['127.0.0.1'])).toBe('etcd');
});

test('a server whose certificate is for another address is refused', async () => {
  expect(await connectTo(['127.0.0.2', 'etcd'])).toMatch(/does not match certificate's altnames/);
});
