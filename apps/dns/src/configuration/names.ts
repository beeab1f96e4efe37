import type { Upstream } from '../upstreams/upstream';

/** What a user says of names in a file; what is missing there is as the flags say. */
export interface NamesFile {
  /** In lower case and without a final dot. */
  zone?: string;
  /** Seconds. */
  ttl?: number;
  /** Seconds for which resolvers may remember that a name of the cluster is not there. */
  negativeTtl?: number;
  upstreams?: readonly Upstream[];
  forward: readonly ForwardZone[];
  hosts: readonly HostNames[];
  cache: CacheSettings;
}

/** Names that are asked of resolvers of their own. */
export interface ForwardZone {
  zone: string;
  /** In order of preference. */
  upstreams: readonly Upstream[];
}

/** A line of a hosts file. */
export interface HostNames {
  address: string;
  names: readonly string[];
}

export interface CacheSettings {
  /** Whether what is asked for often is asked anew before it runs out. */
  prefetch: boolean;
  /** For how long after its end an answer stands in for a resolver that is away; 0 for never. */
  staleSeconds: number;
}

/** Where there is no file. RFC 8767, section 4: a maximum stale timer of one to three days. */
export const NO_NAMES: NamesFile = { forward: [], hosts: [], cache: { prefetch: true, staleSeconds: 86_400 } };
