import { once } from 'node:events';
import { createServer as createNetServer, type AddressInfo, Socket, type Server as NetServer } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { createTestPki, type TestPki } from '@kubets/component/testing';
import { createEtcdClient, type EtcdClient } from './etcd-client';

let pki: TestPki;
beforeAll(async () => void (pki = await createTestPki()), 30_000);
afterAll(() => pki.remove());

type Ask = (etcd: EtcdClient) => Promise<unknown>;

/** They go over connections of different libraries. */
const asks: [string, Ask][] = [
  ['a read', (etcd) => etcd.range({ key: Buffer.from('key') })],
  [
    'a watch',
    (etcd) =>
      etcd
        .watch({ createRequest: { key: Buffer.from('key') } }, new AbortController().signal)
        [Symbol.asyncIterator]()
        .next(),
  ],
];

/** The name announced to a server with a certificate for `names` that the client begins to speak HTTP/2 with, or its refusal. */
async function connectTo(names: string[], ask: Ask): Promise<unknown> {
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
    return await Promise.race([announced, ask(etcd).catch(String)]);
  } finally {
    etcd.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe.each(asks)('%s', (_name, ask) => {
  test('of a server known by its address checks it for that and announces a name, for TLS has no way to announce an address', async () => {
    expect(await connectTo(['127.0.0.1'], ask)).toBe('etcd');
  });

  test('of a server whose certificate is for another address is refused', async () => {
    expect(await connectTo(['127.0.0.2', 'etcd'], ask)).toMatch(/does not match certificate's altnames/);
  });
});

test('a read of a server that does not answer fails, and the next one asks the next server', async () => {
  const silent = createNetServer((socket) => socket.destroy());
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const heard = createNetServer();
  await once(heard.listen(0, '127.0.0.1'), 'listening');
  const url = (server: NetServer) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked = once(heard, 'connection').then(([socket]) => socket as Socket);
  const etcd = createEtcdClient({ servers: [url(silent), url(heard)] });
  const read = () => etcd.range({ key: Buffer.from('key') }).catch((error: Error) => error);
  try {
    // Whichever is asked first.
    let outcome = await Promise.race([asked, read()]);
    if (outcome instanceof Error) outcome = await Promise.race([asked, read()]);
    expect(outcome).toBeInstanceOf(Socket);
    (await asked).destroy();
  } finally {
    etcd.close();
    silent.close();
    heard.close();
  }
});
