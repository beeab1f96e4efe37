import { namespacedName } from './names';

/** The way of a packet, in order. */
export const HOPS = ['name', 'answer', 'service', 'slices', 'readiness', 'policies', 'kernel', 'probe'] as const;
export type Hop = (typeof HOPS)[number];

/** What is broken, and how to mend it. */
export interface Finding {
  hop: Hop;
  problem: string;
  /** `Service default/web` */
  object: string;
  /** The field of it that is wrong; absent where none is. */
  field?: string;
  fix: string;
}

export const objectText = (kind: string, object: { metadata?: { namespace?: string; name?: string } } = {}): string =>
  `${kind} ${namespacedName(object)}`;
