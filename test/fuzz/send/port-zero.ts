import { createSocket } from 'node:dgram';
import * as dnsPacket from 'dns-packet';
import { command, tryCommand } from '../../e2e/cluster/command';
import type { FuzzTarget } from '../target/fuzz-target';

const TABLE = 'kubets_fuzz_port_zero';
/** A rule must not rewrite what others send. */
const SOURCE_PORT = 40_053;

/**
 * Sends the server a query whose source port is 0, which no socket can: the kernel rewrites it on its way out, by a rule in a
 * table of its own that is gone afterwards. Rejects when that is not possible here.
 */
export async function sendFromPortZero({ dns, knownName }: FuzzTarget): Promise<void> {
  const rule = `udp sport ${SOURCE_PORT} udp dport ${dns.port} ip daddr ${dns.host} udp sport set 0`;
  await tryCommand('nft', ['delete', 'table', 'ip', TABLE]);
  await command('nft', ['-f', '-'], {
    input: `table ip ${TABLE} { chain out { type filter hook output priority raw; ${rule} counter; }\n}\n`,
  });
  try {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(SOURCE_PORT, resolve));
    for (let id = 0; id < 5; id++) {
      const packet = dnsPacket.encode({ type: 'query', id, questions: [{ type: 'A', name: knownName }] });
      await new Promise((resolve) => socket.send(packet, dns.port, dns.host, resolve));
    }
    await new Promise<void>((resolve) => socket.close(resolve));
    const { stdout } = await tryCommand('nft', ['list', 'table', 'ip', TABLE]);
    if (!/counter packets [1-9]/.test(stdout)) throw new Error(`no packet was sent from port 0:\n${stdout}`);
  } finally {
    await tryCommand('nft', ['delete', 'table', 'ip', TABLE]);
  }
}
