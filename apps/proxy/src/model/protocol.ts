import type { IpFamily } from '@kubets/net';

/** As Kubernetes writes them in Services and slices. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export type { IpFamily };

export const ipFamilies: readonly IpFamily[] = ['IPv4', 'IPv6'];

/** Absent means TCP; undefined for anything the kernel's NAT cannot forward. */
export function protocolOf(text: string | undefined): Protocol | undefined {
  if (text === undefined || text === '') return 'TCP';
  return text === 'TCP' || text === 'UDP' || text === 'SCTP' ? text : undefined;
}

/** One number that is none would make the kernel refuse everybody's rules. */
export const isPort = (value: number | undefined): value is number =>
  Number.isInteger(value) && value! > 0 && value! < 65_536;
