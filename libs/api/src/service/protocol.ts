/** As Kubernetes writes them in Services, slices and policies. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** Absent means TCP; undefined for anything the kernel's NAT cannot forward. */
export function protocolOf(text: string | undefined): Protocol | undefined {
  if (text === undefined || text === '') return 'TCP';
  return text === 'TCP' || text === 'UDP' || text === 'SCTP' ? text : undefined;
}

/** One number that is none would make the kernel refuse everybody's rules. */
export const isPort = (value: number | undefined): value is number =>
  Number.isInteger(value) && value! > 0 && value! < 65_536;
