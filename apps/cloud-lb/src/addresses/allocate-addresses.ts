import { objectKey } from '@kubets/apimachinery';
import { ipFamily, type IpFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { describePool, poolAdmits, poolContains, poolsToAssignFrom, type AddressPool } from '../pools/address-pool';
import { addressesOf } from '../pools/address-range';
import { canShare, claimOf, precedes, type AddressClaim } from './address-claim';
import type { AddressLedger } from './address-ledger';
import { AllocationError, familiesOf, requestedAddresses } from './requested-addresses';
import { assignedAddresses } from './service-annotations';

interface Allocation {
  service: Service;
  claim: AddressClaim;
  pools: readonly AddressPool[];
  ledger: Pick<AddressLedger, 'holdersOf' | 'addressesOfSharers'>;
}

/** The addresses a Service should have: those it asks for, else those it has, else free ones. Throws AllocationError when there are none. */
export function allocateAddresses(o: Omit<Allocation, 'claim'>): string[] {
  const allocation = { ...o, claim: claimOf(o.service) };
  const requested = requestedAddresses(o.service);
  const current = assignedAddresses(o.service);
  return familiesOf(o.service).flatMap((family, i) => {
    const wanted = requested.get(family);
    if (wanted !== undefined) return [claimRequested(allocation, wanted, current.includes(wanted))];
    const kept = current.find(
      (address) =>
        ipFamily(address) === family && isForService(allocation, address) && !losesAddress(allocation, address),
    );
    if (kept !== undefined) return [kept];
    const candidates = poolsToAssignFrom(o.pools, o.service).filter((pool) => hasFamily(pool, family));
    const free = sharedAddress(allocation, candidates, family) ?? freeAddress(allocation, candidates, family);
    if (free !== undefined) return [free];
    // A second family is a bonus unless the Service insists on it.
    if (i > 0 && o.service.spec?.ipFamilyPolicy !== 'RequireDualStack') return [];
    if (candidates.length > 0)
      throw new AllocationError(
        `no address is left in ${candidates.length === 1 ? 'pool' : 'pools'} ${candidates.map(describePool).join(', ')}`,
      );
    throw new AllocationError(
      `no pool gives ${family} addresses to Service ${objectKey(o.service)}; there are: ${o.pools.map(describePool).join(', ')}`,
    );
  });
}

/** Whether an elder Service has the address too and does not share it: this one has to let go. */
export function losesAddress({ claim, ledger }: Pick<Allocation, 'claim' | 'ledger'>, address: string): boolean {
  return ledger
    .holdersOf(address)
    .some((other) => other.key !== claim.key && !canShare(claim, other) && precedes(other, claim));
}

function claimRequested(allocation: Allocation, address: string, isHeld: boolean): string {
  const { service, claim, pools, ledger } = allocation;
  const pool = pools.find((candidate) => poolContains(candidate, address));
  if (!pool)
    throw new AllocationError(`address ${address} is in none of the pools: ${pools.map(describePool).join(', ')}`);
  if (!poolAdmits(pool, service))
    throw new AllocationError(
      `address ${address} is of pool ${describePool(pool)}, which is not for Service ${objectKey(service)}`,
    );
  if (isHeld && !losesAddress(allocation, address)) return address;
  const holder = ledger.holdersOf(address).find((other) => other.key !== claim.key && !canShare(claim, other));
  if (holder) throw new AllocationError(`address ${address} is taken by Service ${holder.key}`);
  return address;
}

/** An address that Services with the same sharing key have already. */
function sharedAddress(allocation: Allocation, pools: readonly AddressPool[], family: IpFamily): string | undefined {
  const { sharingKey } = allocation.claim;
  if (sharingKey === undefined) return undefined;
  return allocation.ledger
    .addressesOfSharers(sharingKey)
    .find(
      (address) =>
        ipFamily(address) === family &&
        pools.some((pool) => poolContains(pool, address)) &&
        isAvailable(allocation, address),
    );
}

function freeAddress(allocation: Allocation, pools: readonly AddressPool[], family: IpFamily): string | undefined {
  for (const range of pools.flatMap((pool) => pool.ranges)) {
    if (range.family !== family) continue;
    for (const address of addressesOf(range)) if (isAvailable(allocation, address)) return address;
  }
  return undefined;
}

function isAvailable({ claim, ledger }: Allocation, address: string): boolean {
  return ledger.holdersOf(address).every((other) => other.key === claim.key || canShare(claim, other));
}

function isForService({ pools, service }: Allocation, address: string): boolean {
  return pools.some((pool) => poolContains(pool, address) && poolAdmits(pool, service));
}

const hasFamily = (pool: AddressPool, family: IpFamily): boolean =>
  pool.ranges.some((range) => range.family === family);
