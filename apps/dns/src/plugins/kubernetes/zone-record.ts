import { ipFamily, parseIp } from '@kubets/net';

/** A record of the cluster zone; names are in lower case and without a final dot. */
export type ZoneRecord =
  | { name: string; type: 'A' | 'AAAA'; address: string }
  | { name: string; type: 'CNAME' | 'PTR'; target: string }
  | { name: string; type: 'NS'; target: string; addresses: readonly string[] }
  | { name: string; type: 'TXT'; text: string }
  | { name: string; type: 'SRV'; port: number; target: string; addresses: readonly string[] }
  /** The name is there but has no records of its own, as a namespace's. */
  | { name: string; type: 'none' };

export function addressType(address: string): 'A' | 'AAAA' {
  return ipFamily(address) === 'IPv6' ? 'AAAA' : 'A';
}

/** The name under in-addr.arpa or ip6.arpa; undefined for what is no address. */
export function reverseName(address: string): string | undefined {
  const ip = parseIp(address);
  if (!ip) return undefined;
  const [digits, group, suffix] = ip.family === 'IPv4' ? [4, 8n, 'in-addr.arpa'] : [32, 4n, 'ip6.arpa'];
  const parts = Array.from(
    { length: digits as number },
    (_, index) => (ip.value >> ((group as bigint) * BigInt(index))) & ((1n << (group as bigint)) - 1n),
  );
  return `${parts.map((part) => part.toString(suffix === 'ip6.arpa' ? 16 : 10)).join('.')}.${suffix}`;
}
