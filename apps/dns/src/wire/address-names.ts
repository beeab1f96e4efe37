import { ipFamily, parseIp } from '@kubets/net';

/** The type of the record that holds such an address. */
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
