import {
  addressAt,
  addressBands,
  canonicalIp,
  cidrContains,
  parseCidr,
  parseIp,
  pickOffset,
  type Cidr,
  type IpFamily,
} from '@kubets/net';

export interface ClusterIpPool {
  /** Ranges of Service addresses, in the order of preference. */
  ranges: readonly string[];
  /** Held by another Service; asked with the canonical address. */
  isTaken(address: string): boolean;
  /** Uniform in [0, 1). */
  random(): number;
}

export const IP_TAKEN = 'provided IP is already allocated';

function parsedRanges({ ranges }: Pick<ClusterIpPool, 'ranges'>, family?: IpFamily): Cidr[] {
  return ranges.map(parseCidr).filter((cidr) => cidr !== undefined && (!family || cidr.family === family)) as Cidr[];
}

/** Families that there are ranges of, the primary first. */
export function configuredFamilies(ranges: readonly string[]): IpFamily[] {
  return [...new Set(parsedRanges({ ranges }).map(({ family }) => family))];
}

/** Why an address that was asked for cannot be had; undefined when it can. */
export function clusterIpProblem(text: string, pool: Pick<ClusterIpPool, 'ranges' | 'isTaken'>): string | undefined {
  const address = parseIp(text);
  const inRange =
    address &&
    parsedRanges(pool).some((cidr) => {
      const bands = addressBands(cidr);
      const offset = address.value - cidr.base;
      return cidrContains(cidr, address) && offset >= bands.static.start && offset < cidrEnd(cidr);
    });
  if (!inRange) return 'the provided network does not match the current range';
  return pool.isTaken(canonicalIp(text)!) ? IP_TAKEN : undefined;
}

/** The broadcast address of IPv4 is nobody's. Addresses beyond those that are handed out by themselves may be asked for. */
function cidrEnd(cidr: Cidr): bigint {
  const size = 1n << BigInt((cidr.family === 'IPv4' ? 32 : 128) - cidr.prefix);
  return cidr.family === 'IPv4' ? size - 1n : size;
}

/** A free address of the family; undefined when its ranges are full. */
export function pickClusterIp(family: IpFamily, pool: ClusterIpPool): string | undefined {
  for (const cidr of parsedRanges(pool, family)) {
    const isTaken = (offset: number): boolean => pool.isTaken(addressAt(cidr, offset));
    const offset = pickOffset(addressBands(cidr), { isTaken, random: pool.random });
    if (offset !== undefined) return addressAt(cidr, offset);
  }
  return undefined;
}
