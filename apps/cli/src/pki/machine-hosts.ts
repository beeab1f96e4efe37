import { existsSync, readFileSync } from 'node:fs';
import { hostname, networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** What others may call this machine, apart from loopback. */
export interface MachineNames {
  hostname: string;
  interfaces: Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'address' | 'internal'>[] | undefined>>;
  /** Those that join interfaces of this machine, such as Docker's and the clusters' own. */
  isBridge(device: string): boolean;
  /** Whether others are reached over it. */
  hasDefaultRoute(device: string): boolean;
}

/** More than a certificate is asked for. */
const MOST_ADDRESSES = 32;
const DNS_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/**
 * The name and addresses by which others reach a server of this machine, in an order that does not change. Addresses of bridges are
 * only of this machine, unless the way to others leads over one; those of a link alone mean nothing elsewhere.
 */
export function machineHosts(machine: MachineNames = thisMachine()): string[] {
  const name = machine.hostname.toLowerCase();
  const addresses = Object.entries(machine.interfaces)
    .filter(([device]) => !machine.isBridge(device) || machine.hasDefaultRoute(device))
    .flatMap(([, all]) => all ?? [])
    .filter(({ address, internal }) => !internal && !/^fe[89ab]|%/i.test(address))
    .map(({ address }) => address);
  return [
    ...(DNS_NAME.test(name) && name !== 'localhost' ? [name] : []),
    ...[...new Set(addresses)].sort().slice(0, MOST_ADDRESSES),
  ];
}

function thisMachine(): MachineNames {
  const routes = existsSync('/proc/net/route') ? readFileSync('/proc/net/route', 'utf8').split('\n') : [];
  return {
    hostname: hostname(),
    interfaces: networkInterfaces(),
    isBridge: (device) => existsSync(`/sys/class/net/${device}/bridge`),
    hasDefaultRoute: (device) => routes.some((line) => line.startsWith(`${device}\t00000000\t`)),
  };
}
