import { networkInterfaces } from 'node:os';
import { anyCidrContains } from './model/address';
import type { NodeView } from './model/node-view';

/** All addresses of this machine's interfaces that are up. */
export function interfaceAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address));
}

/** Where nodePorts answer: for `primary` the node's own addresses and loopback, else what lies in the CIDRs. */
export function nodePortAddresses(
  setting: readonly string[],
  node: NodeView,
  onInterfaces: () => readonly string[],
): string[] {
  if (setting.length === 1 && setting[0] === 'primary') return [...node.primaryAddresses, '127.0.0.1'];
  return onInterfaces()
    .filter((address) => anyCidrContains(setting, address))
    .sort();
}
