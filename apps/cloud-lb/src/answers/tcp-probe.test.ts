import { createServer, type AddressInfo } from 'node:net';
import { probeTcp } from './tcp-probe';

const signal = new AbortController().signal;

test('is true for a connection that is accepted', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  expect(await probeTcp('127.0.0.1', (server.address() as AddressInfo).port, signal)).toBe(true);
  server.close();
});

test('is true for one that is refused', async () => expect(await probeTcp('127.0.0.1', 1, signal)).toBe(true));

// The broadcast address takes no connections.
test('is false where nobody is', async () => expect(await probeTcp('255.255.255.255', 80, signal)).toBe(false));

test('is false when it is stopped', async () =>
  expect(await probeTcp('127.0.0.1', 1, AbortSignal.abort())).toBe(false));
