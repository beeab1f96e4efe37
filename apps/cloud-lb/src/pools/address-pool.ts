import { namespaceOf, type Selector } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { rangeContains, rangesOverlap, type AddressRange } from './address-range';

export interface AddressPool {
  name: string;
  ranges: readonly AddressRange[];
  /** False: its addresses are only given to those who ask for one. */
  autoAssign: boolean;
  /** Pools with a lower number are tried first, those without one last. */
  priority?: number;
  /** Only Services of these namespaces; absent: of all. */
  namespaces?: readonly string[];
  /** Only Services with such labels; absent: all. */
  serviceSelector?: Selector;
}

const UNSET_PRIORITY = Number.MAX_SAFE_INTEGER;

export const describePool = ({ name, ranges }: AddressPool): string =>
  `"${name}" (${ranges.map((range) => range.text).join(', ')})`;

export function poolContains(pool: AddressPool, address: string): boolean {
  const parsed = parseIp(address);
  return parsed !== undefined && pool.ranges.some((range) => rangeContains(range, parsed));
}

/** Whether the pool is for this Service. */
export function poolAdmits({ namespaces, serviceSelector }: AddressPool, service: Service): boolean {
  return (
    (namespaces?.includes(namespaceOf(service)) ?? true) && (serviceSelector?.matches(service.metadata?.labels) ?? true)
  );
}

/** The pools out of which a Service gets an address without asking: by priority, then those made for some Services before those for all. */
export function poolsToAssignFrom(pools: readonly AddressPool[], service: Service): AddressPool[] {
  const isForAll = ({ namespaces, serviceSelector }: AddressPool) => Number(!namespaces && !serviceSelector);
  return pools
    .filter((pool) => pool.autoAssign && poolAdmits(pool, service))
    .sort((a, b) => (a.priority ?? UNSET_PRIORITY) - (b.priority ?? UNSET_PRIORITY) || isForAll(a) - isForAll(b));
}

/** Throws an Error when two pools have one name or share addresses: an address has one pool. */
export function checkPools(pools: readonly AddressPool[]): void {
  const ranges = pools.flatMap((pool) => pool.ranges.map((range) => ({ pool, range })));
  for (const [i, pool] of pools.entries()) {
    if (pools.findIndex((other) => other.name === pool.name) !== i)
      throw new Error(`there are two pools of the name "${pool.name}"`);
  }
  for (const [i, { pool, range }] of ranges.entries()) {
    const other = ranges.slice(i + 1).find((later) => rangesOverlap(range, later.range));
    if (other)
      throw new Error(
        `${range.text} of pool "${pool.name}" and ${other.range.text} of pool "${other.pool.name}" overlap`,
      );
  }
}
