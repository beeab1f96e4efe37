/** The namespace in which the client beside the fuzz does its work. */
export const BESIDE_NAMESPACE = 'kubets-beside';

export type WatchedKind = 'pods' | 'configmaps' | 'services' | 'secrets';
export const WATCHED_KINDS: readonly WatchedKind[] = ['pods', 'configmaps', 'services', 'secrets'];

/** One thing the client did. */
export interface Step {
  at: number;
  what: string;
  ms: number;
  /** How much of it is nobody's doing: its own process was late, or a service that is ready to run had no processor. */
  excusedMs: number;
  /** What went wrong, where something did. */
  error?: string;
}

/** How long the cluster let the client wait. */
export const waitOf = ({ ms, excusedMs }: Step): number => Math.round(ms - excusedMs);

/** A change that was acknowledged. */
export interface Change {
  kind: WatchedKind;
  type: 'ADDED' | 'DELETED';
  name: string;
  resourceVersion: number;
}

export interface BesideReport {
  steps: number;
  /** The slowest, by what is not excused. */
  worst: Step[];
  failed: Step[];
  changes: Change[];
}

export interface WatcherReport {
  name: string;
  kind: WatchedKind;
  /** Of the client's objects, in the order of their coming; resourceVersion as far as the form tells it. */
  events: { type: string; name: string }[];
  /** Streams that ended, errors in streams, bytes that could not be read. */
  faults: string[];
}
