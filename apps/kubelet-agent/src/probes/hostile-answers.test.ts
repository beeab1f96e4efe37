import { hostileAnswers, startHostilePeer, type HostilePeer } from '@kubets/component/testing';
import fc from 'fast-check';
import { grpcProber } from './grpc/grpc-prober';
import { httpProber } from './http/http-prober';
import type { Prober } from './prober';
import { tcpProber } from './tcp/tcp-prober';

// What answers a probe is a container, which may be anybody's: whatever it sends, there is a verdict in time, with words
// that fit into an event, and no connection is left.

const TIMEOUT_MS = 300;
const MOST_OUTPUT = 10 * 1024 + 500;

let peer: HostilePeer;

beforeAll(async () => void (peer = await startHostilePeer()));
afterAll(() => peer.close());

const target = { container: { name: 'c' }, containerId: 'id', podIp: '127.0.0.1' };
const probers: Record<string, (timeoutMs: number) => ReturnType<Prober['probe']>> = {
  http: (timeoutMs) => httpProber.probe({ httpGet: { port: peer.port, path: '/' } }, target, timeoutMs),
  https: (timeoutMs) =>
    httpProber.probe({ httpGet: { port: peer.port, path: '/', scheme: 'HTTPS' } }, target, timeoutMs),
  grpc: (timeoutMs) => grpcProber.probe({ grpc: { port: peer.port, service: '' } }, target, timeoutMs),
  tcp: (timeoutMs) => tcpProber.probe({ tcpSocket: { port: peer.port } }, target, timeoutMs),
};

describe.each(Object.keys(probers))('%s', (kind) => {
  test.each(Object.keys(hostileAnswers))('a container that %s', async (name) => {
    peer.behave = hostileAnswers[name]!;
    const { result, output } = await probers[kind]!(TIMEOUT_MS);
    expect(['success', 'failure', 'unknown']).toContain(result);
    expect(output.length).toBeLessThan(MOST_OUTPUT);
    await peer.allClosed();
  });

  test('any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        peer.behave = (socket) => void socket.once('data', () => socket.end(bytes));
        const { result } = await probers[kind]!(TIMEOUT_MS);
        expect(['success', 'failure', 'unknown']).toContain(result);
      }),
      { numRuns: 30 },
    );
    await peer.allClosed();
  });
});
