import { createSocket, type Socket } from 'node:dgram';
import { connect } from 'node:net';
import type { FuzzTarget } from '../target/fuzz-target';

export type DnsOutcome = 'answered' | 'dropped' | 'silent';

export interface DnsSender {
  udp(packet: Buffer, mustAnswer: boolean): Promise<DnsOutcome>;
  /** Each chunk is written when the one before has left. */
  tcp(chunks: readonly Buffer[], mustAnswer: boolean): Promise<DnsOutcome>;
  close(): void;
}

const UDP_WAIT_MS = 1500;
const TCP_WAIT_MS = 12_000;

/** An answer has the question's first two bytes; each packet goes out of a socket on which nobody else waits for the same. */
export async function createDnsSender({ dns }: FuzzTarget, sockets = 16): Promise<DnsSender> {
  const waiting = new Map<Socket, Map<number, () => void>>();
  for (let i = 0; i < sockets; i++) {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    const answers = new Map<number, () => void>();
    waiting.set(socket, answers);
    socket.on('error', () => undefined);
    socket.on('message', (message) => message.length >= 2 && answers.get(message.readUInt16BE(0))?.());
    await new Promise<void>((resolve) => socket.bind(0, resolve));
  }
  let turn = 0;
  const all = [...waiting.keys()];

  function once(packet: Buffer): Promise<boolean> {
    const socket = all[turn++ % all.length]!;
    const answers = waiting.get(socket)!;
    const id = packet.readUInt16BE(0);
    return new Promise((resolve) => {
      const end = (answered: boolean) => {
        clearTimeout(timer);
        if (answers.get(id) === answered_) answers.delete(id);
        resolve(answered);
      };
      const answered_ = () => end(true);
      const timer = setTimeout(() => end(false), UDP_WAIT_MS);
      answers.set(id, answered_);
      socket.send(packet, dns.port, dns.host);
    });
  }

  return {
    async udp(packet, mustAnswer) {
      if (!mustAnswer) {
        all[turn++ % all.length]!.send(packet, dns.port, dns.host);
        return 'dropped';
      }
      // UDP may lose a packet; twice, and somebody dropped it.
      return (await once(packet)) || (await once(packet)) || (await once(packet)) ? 'answered' : 'silent';
    },
    tcp: (chunks, mustAnswer) =>
      new Promise((resolve) => {
        const socket = connect(dns.port, dns.host);
        const end = (outcome: DnsOutcome) => {
          clearTimeout(timer);
          socket.destroy();
          resolve(outcome);
        };
        const timer = setTimeout(() => end('silent'), TCP_WAIT_MS);
        socket.once('data', () => end('answered'));
        socket.once('error', () => end('dropped'));
        socket.once('close', () => end('dropped'));
        socket.once('connect', () => {
          for (const chunk of chunks) socket.write(chunk);
          if (!mustAnswer) socket.end();
        });
      }),
    close: () => all.forEach((socket) => socket.close()),
  };
}
