import {
  addressAt,
  addressBands,
  canonicalIp,
  cidrContains,
  formatIp,
  parseCidr,
  parseIp,
  pickOffset,
  type Cidr,
  type IpAddress,
  type IpFamily,
} from '@kubets/net';

export interface ClusterIpPool {
  /** Ranges of Service addresses, in the order of preference. */
  ranges: readonly string[];
  /** Held by another Service; asked with the canonical address. */
  isTaken(address: string): boolean;
  /** Uniform in [0, 1). */
  random(): number;
  /** Nothing will be held: what is asked for is only looked for in the first range. */
  dryRun?: boolean | undefined;
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
export function clusterIpProblem(
  text: string,
  pool: Pick<ClusterIpPool, 'ranges' | 'isTaken' | 'dryRun'>,
): string | undefined {
  const address = parseIp(text);
  if (pool.dryRun && address) return outsideFirstRange(address, pool.ranges);
  const inRange =
    address &&
    parsedRanges(pool).some((cidr) => {
      return cidrContains(cidr, address) && isHandedOut(address, cidr);
    });
  if (!inRange) return 'the provided network does not match the current range';
  return pool.isTaken(canonicalIp(text)!) ? IP_TAKEN : undefined;
}

function isHandedOut(address: IpAddress, cidr: Cidr): boolean {
  const offset = address.value - cidr.base;
  return offset >= addressBands(cidr).static.start && offset < cidrEnd(cidr);
}

function outsideFirstRange(address: IpAddress, ranges: readonly string[]): string | undefined {
  const range = ranges.find((one) => parseCidr(one)?.family === address.family);
  const cidr = range === undefined ? undefined : parseCidr(range);
  if (cidr && cidrContains(cidr, address) && isHandedOut(address, cidr)) return undefined;
  return `the provided IP (${formatIp(address)}) is not in the valid range. The range of valid IPs is ${range}`;
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
