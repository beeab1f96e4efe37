// @ts-check
import { BlockList, isIPv4 } from 'node:net';

/**
 * An IPv4 network as somebody wrote it; undefined for anything else.
 * @param {string} text such as 10.201.0.0/24
 * @returns {{ address: string, prefix: number, overlaps(other: string): boolean, contains(address: string): boolean } | undefined}
 */
export function readNetwork(text) {
  const [, address = '', digits = ''] = /^([\d.]{7,15})\/(\d{1,2})$/.exec(text) ?? [];
  const prefix = Number(digits);
  if (!isIPv4(address) || digits === '' || prefix > 32) return undefined;
  const members = new BlockList();
  members.addSubnet(address, prefix);
  return {
    address,
    prefix,
    contains: (other) => isIPv4(other) && members.check(other),
    // Of two networks that share an address one holds the other.
    overlaps(other) {
      const network = readNetwork(other);
      return network !== undefined && (members.check(network.address) || network.contains(address));
    },
  };
}

/** The n-th address of an IPv4 network. @param {string} network @param {number} n */
export function nthAddress(network, n) {
  const [address = '', prefix = 32] = network.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  const value = number - (number % size) + n;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
