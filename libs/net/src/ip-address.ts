import ipaddr from 'ipaddr.js';

export type IpFamily = 'IPv4' | 'IPv6';

export const IP_FAMILIES: readonly IpFamily[] = ['IPv4', 'IPv6'];

/** An address as a number: what ranges and allocators calculate with. */
export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

const BITS = { IPv4: 32, IPv6: 128 } as const;

/** Width of the family's addresses in bits. */
export const addressBits = (family: IpFamily): number => BITS[family];

const V4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** Undefined when the text is no address. Strict: no leading zeros, no zones, no shortened IPv4; `::ffff:1.2.3.4` is IPv4. */
export function parseIp(text: string): IpAddress | undefined {
  if (text.includes(':')) {
    if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
    const parsed = ipaddr.IPv6.parse(text);
    if (parsed.isIPv4MappedAddress()) return fromBytes('IPv4', parsed.toIPv4Address().toByteArray());
    return fromBytes('IPv6', parsed.toByteArray());
  }
  if (!V4.test(text)) return undefined;
  const value = text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return { family: 'IPv4', value: BigInt(value) };
}

function fromBytes(family: IpFamily, bytes: number[]): IpAddress {
  return { family, value: bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) };
}

/** The canonical text: RFC 5952 for IPv6. */
export function formatIp({ family, value }: IpAddress): string {
  const bytes = Array.from({ length: BITS[family] / 8 }, (_, index) =>
    Number((value >> BigInt(BITS[family] - 8 * (index + 1))) & 0xffn),
  );
  return family === 'IPv4' ? bytes.join('.') : new ipaddr.IPv6(bytes).toRFC5952String();
}

/** The family of an address or a CIDR in text; undefined when it is neither. */
export function ipFamily(text: string): IpFamily | undefined {
  const [address] = text.split('/', 1) as [string];
  if (address.includes(':')) return parseIp(address)?.family;
  return V4.test(address) ? 'IPv4' : undefined;
}

/** The canonical form of an address in text, by which addresses compare equal; undefined when it is none. */
export function canonicalIp(text: string): string | undefined {
  const address = parseIp(text);
  return address && formatIp(address);
}

export type IpRange = 'loopback' | 'linkLocal' | 'linkLocalMulticast' | 'multicast' | 'unspecified' | 'other';

/** The special ranges that matter to Endpoints. */
export function ipRange(address: IpAddress): IpRange {
  const { family, value } = address;
  if (value === 0n) return 'unspecified';
  if (family === 'IPv4') {
    const first = value >> 24n;
    if (first === 127n) return 'loopback';
    if (value >> 16n === 0xa9fen) return 'linkLocal';
    if (value >> 8n === 0xe00000n) return 'linkLocalMulticast';
    return first >= 224n && first < 240n ? 'multicast' : 'other';
  }
  if (value === 1n) return 'loopback';
  if (value >> 118n === 0x3fan) return 'linkLocal';
  if (value >> 120n === 0xffn) return ((value >> 112n) & 0xfn) === 2n ? 'linkLocalMulticast' : 'multicast';
  return 'other';
}
