import { hostileAnswers, startHostilePeer } from '@kubets/component/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { assertServes } from './assert-serves';

let directory: string;
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'kubets-serves-'))));
afterAll(() => rmSync(directory, { recursive: true }));

test('a gRPC server serves', async () => {
  const [path, server] = [join(directory, 'grpc.sock'), new Server()];
  await new Promise((resolve) => server.bindAsync(`unix://${path}`, ServerCredentials.createInsecure(), resolve));
  await assertServes(path);
  server.forceShutdown();
});

test('nobody serves where nobody is', () => expect(assertServes(join(directory, 'none'))).rejects.toThrow('ENOENT'));

test.each(Object.keys(hostileAnswers))('of one that %s no connection is left', async (name) => {
  const peer = await startHostilePeer();
  peer.behave = hostileAnswers[name]!;
  const path = join(directory, `${peer.port}.sock`);
  const server = createServer((socket) => {
    const there = connect(peer.port, '127.0.0.1');
    socket.pipe(there).pipe(socket);
    for (const [one, other] of [
      [socket, there],
      [there, socket],
    ] as const)
      one.on('error', () => undefined).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  await assertServes(path, 300).catch(() => undefined);
  await peer.allClosed();
  await Promise.all([peer.close(), new Promise((resolve) => server.close(resolve))]);
});
