import { isIPv4 } from 'node:net';
import { canonicalIp } from '@kubets/net';

/** The metric with which the proxy marks the addresses it has put on an interface: it touches no others. */
export const OWN_METRIC = 10256;

export interface InterfaceAddress {
  device: string;
  address: string;
  /** Put there by a proxy. */
  own: boolean;
}

interface ListedLink {
  ifname?: string;
  addr_info?: { local?: string; prefixlen?: number; metric?: number }[];
}

/** Reads what `ip -json addr show` prints. */
export function parseAddresses(json: string): InterfaceAddress[] {
  const links = JSON.parse(json || '[]') as ListedLink[];
  return links.flatMap(({ ifname, addr_info }) =>
    (addr_info ?? []).flatMap(({ local, prefixlen, metric }) => {
      const address = local && canonicalIp(local);
      if (!ifname || !address) return [];
      return [{ device: ifname, address, own: metric === OWN_METRIC && prefixlen === (isIPv4(address) ? 32 : 128) }];
    }),
  );
}

export interface AddressPlan {
  add: { address: string; device: string }[];
  remove: { address: string; device: string }[];
}

/**
 * What has to change so that exactly `wanted` are there as the proxy's own addresses, on the interface that has one of the node's
 * addresses. An address that is on the node anyway is left as it is.
 */
export function planAddresses(
  present: readonly InterfaceAddress[],
  wanted: readonly string[],
  nodeAddresses: readonly string[],
): AddressPlan {
  const known = new Set(present.map(({ address }) => address));
  const device = present.find(({ address, own }) => !own && nodeAddresses.includes(address))?.device;
  const add =
    device === undefined ? [] : wanted.filter((address) => !known.has(address)).map((address) => ({ address, device }));
  const remove = present
    .filter(({ address, own }) => own && !wanted.includes(address))
    .map(({ address, device: on }) => ({ address, device: on }));
  return { add, remove };
}
