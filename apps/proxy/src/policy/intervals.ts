import { addressBits, type Cidr, cidrSize, formatIp, type IpFamily, parseCidr } from '@kubets/net';

/** Addresses from one to another, both of them included. */
export interface Interval {
  from: bigint;
  to: bigint;
}

/** Ports from one to another, likewise. */
export interface PortRange {
  from: number;
  to: number;
}

/** Addresses and the ports that count for them. */
export interface Box {
  addresses: Interval;
  ports: PortRange;
}

const intervalOf = (cidr: Cidr): Interval => ({ from: cidr.base, to: cidr.base + cidrSize(cidr) - 1n });

/** What a policy's block leaves of a family. */
export function addressesOfBlock(
  { cidr, except }: { cidr: string; except: readonly string[] },
  family: IpFamily,
): Interval[] {
  const whole = parseCidr(cidr);
  if (whole?.family !== family) return [];
  const holes = except.flatMap((text) => {
    const hole = parseCidr(text);
    return hole?.family === family ? [intervalOf(hole)] : [];
  });
  return without(intervalOf(whole), holes);
}

export const everyAddress = (family: IpFamily): Interval => ({
  from: 0n,
  to: (1n << BigInt(addressBits(family))) - 1n,
});

/** In nft's notation. */
export function intervalText(family: IpFamily, { from, to }: Interval): string {
  const first = formatIp({ family, value: from });
  return from === to ? first : `${first}-${formatIp({ family, value: to })}`;
}

/** The same addresses in as few intervals as there can be, in order. */
export function unionOf(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = merged.at(-1);
    if (!last || next.from > last.to + 1n) merged.push({ ...next });
    else if (next.to > last.to) last.to = next.to;
  }
  return merged;
}

/** What is left of an interval without the holes. */
export function without(whole: Interval, holes: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let { from } = whole;
  for (const hole of unionOf(holes)) {
    if (hole.to < from || hole.from > whole.to) continue;
    if (hole.from > from) left.push({ from, to: hole.from - 1n });
    from = hole.to + 1n;
  }
  if (from <= whole.to) left.push({ from, to: whole.to });
  return left;
}

/**
 * The same addresses and ports without overlaps, of which the kernel would refuse one. At most so many: what is beyond is left
 * out, and the result says so.
 */
export function disjointBoxes(boxes: readonly Box[], most: number): { boxes: Box[]; complete: boolean } {
  const ranges = addressesByRange(boxes);
  const edges = [...new Set(ranges.flatMap(({ ports }) => [ports.from, ports.to + 1]))].sort((a, b) => a - b);
  const beginning = [...ranges].sort((a, b) => a.ports.from - b.ports.from);
  const result: Box[] = [];
  let active: typeof ranges = [];
  let open: { ports: PortRange; addresses: Interval[] } | undefined;
  let work = 0;
  const close = (): void => {
    if (open) for (const addresses of open.addresses) result.push({ addresses, ports: open.ports });
    open = undefined;
  };
  let next = 0;
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = (edges[index + 1] as number) - 1;
    active = active.filter(({ ports }) => ports.to >= from);
    for (; beginning[next]?.ports.from === from; next++) active.push(beginning[next] as (typeof ranges)[number]);
    work += active.reduce((sum, { addresses }) => sum + 1 + addresses.length, 0);
    const addresses = unionOf(active.flatMap((one) => one.addresses));
    if (work > MOST_WORK || result.length + addresses.length > most) return { boxes: result, complete: false };
    if (open && sameIntervals(open.addresses, addresses)) open.ports.to = to;
    else {
      close();
      if (addresses.length > 0) open = { ports: { from, to }, addresses };
    }
  }
  close();
  return { boxes: result, complete: true };
}

/** Ranges of ports and intervals looked at: some hundred milliseconds of them. */
const MOST_WORK = 500_000;

function addressesByRange(boxes: readonly Box[]) {
  const byRange = new Map<string, { ports: PortRange; addresses: Interval[] }>();
  for (const { ports, addresses } of boxes) {
    const key = `${ports.from}-${ports.to}`;
    const known = byRange.get(key);
    if (known) known.addresses.push(addresses);
    else byRange.set(key, { ports, addresses: [addresses] });
  }
  for (const entry of byRange.values()) entry.addresses = unionOf(entry.addresses);
  return [...byRange.values()];
}

const sameIntervals = (a: readonly Interval[], b: readonly Interval[]): boolean =>
  a.length === b.length && a.every(({ from, to }, index) => from === b[index]?.from && to === b[index].to);
