/** A record of the cluster zone; names are in lower case and without a final dot. */
export type ZoneRecord =
  | { name: string; type: 'A' | 'AAAA'; address: string }
  | { name: string; type: 'CNAME' | 'PTR'; target: string }
  | { name: string; type: 'NS'; target: string; addresses: readonly string[] }
  | { name: string; type: 'TXT'; text: string }
  | { name: string; type: 'SRV'; port: number; target: string; addresses: readonly string[] }
  /** The name is there but has no records of its own, as a namespace's. */
  | { name: string; type: 'none' };
