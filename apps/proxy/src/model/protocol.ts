import type { IpFamily } from '@kubets/net';

export { isPort, type Protocol, protocolOf } from '@kubets/api';
export type { IpFamily };

export const IP_FAMILIES: readonly IpFamily[] = ['IPv4', 'IPv6'];
