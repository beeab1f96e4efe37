import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createTestLogger } from '@kubets/component/testing';
import { serveBoth } from './both-servers';
import { serveTcp } from './tcp-server';
import { serveUdp, type DnsServer } from './udp-server';

const HOST = '127.0.0.1';
const optionsOf = (port: number) => ({
  address: HOST,
  port,
  respond: (packet: Buffer) => packet,
  dropped: () => undefined,
  logger: createTestLogger(),
});

let taken: Server;
let takenPort: number;
beforeAll(async () => {
  taken = createServer();
  await once(taken.listen(0, HOST), 'listening');
  takenPort = (taken.address() as AddressInfo).port;
});
afterAll(() => taken.close());

test('a port that is taken for TCP is left for UDP, too', async () => {
  await expect(serveBoth(optionsOf(takenPort))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(takenPort, HOST, resolve));
  socket.close();
});

test('what the system chooses for UDP and is taken for TCP is chosen anew', async () => {
  const given: DnsServer[] = [];
  /** The first is on the port that is taken. */
  const udp: typeof serveUdp = async (options) => {
    const server = await serveUdp({ ...options, port: given.length === 0 ? takenPort : options.port });
    given.push(server);
    return server;
  };
  const server = await serveBoth(optionsOf(0), { udp, tcp: serveTcp });
  expect(given.map(({ port }) => port)).toEqual([takenPort, server.port]);
  await server.close();
});

test('where no port is free for both, it is said', async () => {
  let tried = 0;
  const tcp: typeof serveTcp = (options) => {
    tried++;
    return serveTcp({ ...options, port: takenPort });
  };
  await expect(serveBoth(optionsOf(0), { udp: serveUdp, tcp })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(tried).toBe(10);
});
