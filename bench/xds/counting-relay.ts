import { connect, createServer, type AddressInfo } from 'node:net';

/** A port that leads to another, and counts what comes back from there. */
export interface CountingRelay {
  port: number;
  /** Bytes to clients so far. */
  bytes(): number;
  close(): void;
}

export async function startCountingRelay(to: number): Promise<CountingRelay> {
  let bytes = 0;
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    upstream.on('data', (chunk: Buffer) => (bytes += chunk.length));
    for (const [from, into] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.pipe(into);
      from.on('error', () => into.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, bytes: () => bytes, close: () => void server.close() };
}
