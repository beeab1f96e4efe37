import { cidrSize, formatIp, parseCidr, parseIp, type IpAddress, type IpFamily } from '@kubets/net';

/** Addresses from first to last, both included. */
export interface AddressRange {
  /** As the user wrote it. */
  text: string;
  family: IpFamily;
  first: bigint;
  last: bigint;
}

/** `10.0.0.0/24`, `10.0.0.200-10.0.0.250` or a single address. Throws an Error that says what would be right. */
export function parseAddressRange(text: string): AddressRange {
  const trimmed = text.trim();
  const range = trimmed.includes('/') ? fromCidr(trimmed) : fromEnds(trimmed);
  if (!range)
    throw new Error(
      `${JSON.stringify(text)} is no address range; write a CIDR such as 10.0.0.0/28 or FIRST-LAST such as 10.0.0.200-10.0.0.250`,
    );
  if (range.first > range.last) throw new Error(`${JSON.stringify(text)} ends before it starts`);
  return range;
}

function fromCidr(text: string): AddressRange | undefined {
  const cidr = parseCidr(text);
  return cidr && { text, family: cidr.family, first: cidr.base, last: cidr.base + cidrSize(cidr) - 1n };
}

function fromEnds(text: string): AddressRange | undefined {
  const ends = text.split('-').map((end) => parseIp(end.trim()));
  const [first] = ends;
  const last = ends.at(-1);
  if (ends.length > 2 || !first || !last || first.family !== last.family) return undefined;
  return { text, family: first.family, first: first.value, last: last.value };
}

export function rangeContains(range: AddressRange, address: IpAddress): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

export function rangesOverlap(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** The addresses in order, one at a time: a range may be larger than memory. */
export function* addressesOf(range: AddressRange): Generator<string> {
  for (let value = range.first; value <= range.last; value++) yield formatIp({ family: range.family, value });
}
