import { addressBits, formatIp, parseIp, type IpAddress, type IpFamily } from './ip-address';

/** A range of addresses. `base` has no bits set beyond the prefix. */
export interface Cidr {
  readonly family: IpFamily;
  readonly base: bigint;
  readonly prefix: number;
}

/** Undefined when the text is no CIDR; bits beyond the prefix are cleared. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = match && parseIp(match[1]!);
  if (!address) return undefined;
  // An IPv4-mapped IPv6 text counts its prefix from the start of the 128 bits.
  const prefix = address.family === 'IPv4' && text.includes(':') ? Number(match[2]) - 96 : Number(match[2]);
  const bits = addressBits(address.family);
  if (prefix < 0 || prefix > bits) return undefined;
  const host = BigInt(bits - prefix);
  return { family: address.family, base: (address.value >> host) << host, prefix };
}

export const formatCidr = (cidr: Cidr): string =>
  `${formatIp({ family: cidr.family, value: cidr.base })}/${cidr.prefix}`;

/** Number of addresses, network and broadcast address included. */
export const cidrSize = (cidr: Cidr): bigint => 1n << BigInt(addressBits(cidr.family) - cidr.prefix);

/** True when the address is of the CIDR's family and in its range. */
export function cidrContains(cidr: Cidr, address: IpAddress): boolean {
  return address.family === cidr.family && address.value >= cidr.base && address.value < cidr.base + cidrSize(cidr);
}

/** True when every address of `inner` is in `outer`. */
export function cidrCovers(outer: Cidr, inner: Cidr): boolean {
  return outer.prefix <= inner.prefix && cidrContains(outer, { family: inner.family, value: inner.base });
}

export const cidrsOverlap = (a: Cidr, b: Cidr): boolean => cidrCovers(a, b) || cidrCovers(b, a);

/**
 * The n-th address as text; 0 is the network address, negative counts from the end (-1 is the last).
 * @throws RangeError beyond the range.
 */
export function addressAt(cidr: Cidr, n: number | bigint): string {
  const size = cidrSize(cidr);
  const offset = BigInt(n) < 0n ? size + BigInt(n) : BigInt(n);
  if (offset < 0n || offset >= size)
    throw new RangeError(`${formatCidr(cidr)} has ${size} addresses, asked for number ${n}`);
  return formatIp({ family: cidr.family, value: cidr.base + offset });
}

/** The subnets of the given prefix, in order, one at a time: a /8 has many. Empty when `prefix` is shorter than the CIDR's. */
export function* splitSubnets(cidr: Cidr, prefix: number): Generator<Cidr> {
  const bits = addressBits(cidr.family);
  if (prefix < cidr.prefix || prefix > bits) return;
  const step = 1n << BigInt(bits - prefix);
  const end = cidr.base + cidrSize(cidr);
  for (let base = cidr.base; base < end; base += step) yield { family: cidr.family, base, prefix };
}
