import { networkInterfaces } from 'node:os';
import { ipRange, parseIp } from '@kubets/net';

/**
 * The address pods reach this server at: where it listens, or the first of the machine's when it listens on all of
 * them. Undefined when there is none but loopback, which cannot be an endpoint.
 */
export function advertisedAddress(bindAddress: string, interfaces = networkInterfaces()): string | undefined {
  const bound = parseIp(bindAddress);
  const range = bound && ipRange(bound);
  if (range === 'loopback') return undefined;
  if (range !== 'unspecified') return bindAddress;
  const family = bindAddress === '::' ? 'IPv6' : 'IPv4';
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .find((address) => address.family === family && !address.internal && !address.address.startsWith('fe80:'))?.address;
}
