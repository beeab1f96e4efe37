import * as dnsPacket from 'dns-packet';
import type { Logger } from '@kubets/component';
import { serveTcp } from '../server/tcp-server';
import { serveUdp } from '../server/udp-server';

export interface FakeUpstream {
  address: string;
  port: number;
  /** Every question it got: transport, name, type. */
  asked: string[];
  close(): Promise<void>;
}

/** A resolver on loopback; the function gives the answer's parts, or undefined for silence. */
export async function startUpstream(
  logger: Logger,
  answer: (name: string, type: string, transport: 'udp' | 'tcp') => Partial<dnsPacket.Packet> | undefined,
): Promise<FakeUpstream> {
  const asked: string[] = [];
  const respond = (packet: Buffer, transport: 'udp' | 'tcp') => {
    const query = dnsPacket.decode(packet);
    const { name, type } = query.questions![0]!;
    asked.push(`${transport} ${name} ${type}`);
    const parts = answer(name, type, transport);
    return (
      parts &&
      dnsPacket.encode({
        id: query.id,
        type: 'response',
        flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE,
        questions: query.questions,
        additionals: [
          { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as unknown as dnsPacket.Answer,
        ],
        ...parts,
      })
    );
  };
  const udp = await serveUdp({ address: '127.0.0.1', port: 0, respond, dropped: () => undefined, logger });
  const tcp = await serveTcp({ address: '127.0.0.1', port: udp.port, respond, dropped: () => undefined, logger });
  return {
    address: '127.0.0.1',
    port: udp.port,
    asked,
    async close() {
      await Promise.all([udp.close(), tcp.close()]);
    },
  };
}
