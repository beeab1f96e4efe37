import type { AddressClaim } from './address-claim';

/** Who holds which address. Nothing is kept in it that is not written on a Service, so a restart loses nothing. */
export interface AddressLedger {
  /** Replaces what is known of a Service; undefined when it is gone. */
  set(key: string, claim: AddressClaim | undefined): void;
  get(key: string): AddressClaim | undefined;
  holdersOf(address: string): AddressClaim[];
  /** Other Services that hold one of the addresses. */
  othersWith(claim: AddressClaim, addresses: readonly string[]): AddressClaim[];
  /** Addresses of the Services with that sharing key. */
  addressesOfSharers(sharingKey: string): string[];
  servicesOn(node: string): string[];
  keys(): string[];
}

export function createAddressLedger(): AddressLedger {
  const claims = new Map<string, AddressClaim>();
  const holders = new Map<string, Set<string>>();
  const onNode = new Map<string, Set<string>>();
  const sharers = new Map<string, Set<string>>();

  const claimsOf = (keys: Iterable<string>): AddressClaim[] => [...keys].map((key) => claims.get(key)!);

  function index(
    change: (index: Map<string, Set<string>>, value: string, key: string) => void,
    { key, addresses, node, sharingKey }: AddressClaim,
  ): void {
    for (const address of addresses) change(holders, address, key);
    if (node !== undefined) change(onNode, node, key);
    if (sharingKey !== undefined) change(sharers, sharingKey, key);
  }

  return {
    set(key, claim) {
      const before = claims.get(key);
      if (before) index(remove, before);
      claims.delete(key);
      if (!claim) return;
      claims.set(key, claim);
      index(add, claim);
    },
    get: (key) => claims.get(key),
    holdersOf: (address) => claimsOf(holders.get(address) ?? []),
    othersWith: (claim, addresses) =>
      addresses.flatMap((address) => claimsOf(holders.get(address) ?? [])).filter((other) => other.key !== claim.key),
    addressesOfSharers: (sharingKey) => [
      ...new Set(claimsOf(sharers.get(sharingKey) ?? []).flatMap(({ addresses }) => addresses)),
    ],
    servicesOn: (node) => [...(onNode.get(node) ?? [])],
    keys: () => [...claims.keys()],
  };
}

function add(index: Map<string, Set<string>>, value: string, key: string): void {
  const keys = index.get(value);
  if (keys) keys.add(key);
  else index.set(value, new Set([key]));
}

function remove(index: Map<string, Set<string>>, value: string, key: string): void {
  const keys = index.get(value);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(value);
}
