import type { IpFamily } from '@kubets/net';

export { isPort, type Protocol, protocolOf } from '@kubets/api';
export type { IpFamily };

export const ipFamilies: readonly IpFamily[] = ['IPv4', 'IPv6'];
