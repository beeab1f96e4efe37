import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createTestPki, eventually, type TestPki } from '@kubets/component/testing';
import { startKubelet } from './kubelet-server';

let pki: TestPki;
let identity: { cert: string; key: string };
let kubelet: Awaited<ReturnType<typeof startKubelet>>;
beforeAll(async () => {
  pki = await createTestPki();
  identity = await pki.issue({ commonName: 'node', names: ['127.0.0.1'] });
  const tls = { cert: identity.cert, key: identity.key, ca: pki.ca };
  kubelet = await startKubelet({ host: '127.0.0.1', tls, podAt: () => undefined, podNamed: () => undefined });
});
afterAll(async () => {
  await kubelet.close();
  pki.remove();
});

const client = async () => {
  const socket = connectTls({ port: kubelet.port, host: '127.0.0.1', ca: pki.ca, ...identity });
  await once(
    socket.on('error', () => undefined),
    'secureConnect',
  );
  return socket;
};

test('of hundreds of connections that ask for nothing some end, and others are answered', async () => {
  const crowd: Socket[] = [];
  for (let index = 0; index < 600; index++)
    crowd.push(
      connect(kubelet.port, '127.0.0.1')
        .on('error', () => undefined)
        .resume(),
    );
  await eventually(() => crowd.some(({ destroyed }) => destroyed));
  const asking = await client();
  asking.write('GET /containerLogs/%ff/x/y HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(String((await once(asking, 'data'))[0])).toMatch(/^HTTP\/1.1 404 /);
  for (const socket of [...crowd, asking]) socket.destroy();
});

test('a client that resets what it asked to be connected to a pod ends nobody', async () => {
  for (let index = 0; index < 10; index++) {
    const socket = await client();
    socket.write(`CONNECT 192.0.2.1:80 HTTP/1.1\r\nHost: a\r\n\r\n${'x'.repeat(100_000)}`);
    await once(socket, 'data');
    socket.destroy();
  }
  const asking = await client();
  asking.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(String((await once(asking, 'data'))[0])).toMatch(/^HTTP\/1.1 404 /);
  asking.destroy();
});
