import { canonicalIp } from '@kubets/net';

/** The key of an address in the Service ranges. Services hold it, and IPAddresses that somebody wrote. */
export const clusterIpKey = (address: string): string => `clusterips/${canonicalIp(address) ?? address}`;

/** The key of a port of the nodes, whatever its protocol. */
export const nodePortKey = (port: number): string => `nodeports/${port}`;
