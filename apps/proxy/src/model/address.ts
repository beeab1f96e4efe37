import { isIPv4 } from 'node:net';
import {
  canonicalIp,
  type Cidr,
  cidrContains,
  cidrCovers,
  formatCidr,
  ipFamily,
  type IpFamily,
  parseCidr,
  parseIp,
} from '@kubets/net';

/** The address in its one canonical spelling, or undefined when it is not one of this family. */
export function addressOfFamily(text: string | undefined, family: IpFamily): string | undefined {
  if (text === undefined) return undefined;
  if (family === 'IPv4') return isIPv4(text) ? text : undefined;
  return text.includes(':') && ipFamily(text) === family ? canonicalIp(text) : undefined;
}

/** Each address once, in the given order. */
export function addressesOfFamily(texts: readonly (string | undefined)[], family: IpFamily): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    const address = addressOfFamily(text, family);
    if (address !== undefined) found.add(address);
  }
  return [...found];
}

/** The CIDRs of one family without those inside another of the list: the kernel refuses overlapping intervals. */
export function cidrsOfFamily(texts: readonly string[], family: IpFamily): string[] {
  const cidrs = texts.flatMap((text) => {
    const cidr = parseCidr(text.trim());
    return cidr?.family === family ? [cidr] : [];
  });
  const kept: Cidr[] = [];
  // Two of them overlap only when one holds the other: in this order it is the last one kept that may hold the next.
  for (const cidr of cidrs.sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : a.prefix - b.prefix))) {
    const wider = kept.at(-1);
    if (!wider || !cidrCovers(wider, cidr)) kept.push(cidr);
  }
  return kept.map(formatCidr).sort();
}

export function anyCidrContains(cidrs: readonly string[], address: string): boolean {
  const parsed = parseIp(address);
  return (
    parsed !== undefined &&
    cidrs.some((text) => {
      const cidr = parseCidr(text);
      return cidr !== undefined && cidrContains(cidr, parsed);
    })
  );
}
