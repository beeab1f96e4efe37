import { createSocket } from 'node:dgram';

const NXDOMAIN = 0x8183;

/** A resolver that knows no name, so that no fuzzed name leaves this machine. */
export function startQuietUpstream(address = '127.0.0.1'): Promise<{ address: string; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  socket.on('message', (question, { port, address: client }) => {
    if (question.length < 12) return;
    const answer = Buffer.from(question);
    answer.writeUInt16BE(NXDOMAIN, 2);
    socket.send(answer, port, client);
  });
  return new Promise((resolve) =>
    socket.bind(0, address, () =>
      resolve({ address: `${address}:${socket.address().port}`, close: () => socket.close() }),
    ),
  );
}
