import type { ForwardingChanges } from '../model/forwarding-state';
import type { Frontend } from '../model/frontend';

/** Where a Service is reached. */
export type FrontendPlace = Pick<Frontend, 'address' | 'protocol' | 'port'>;

export interface CommitReport {
  /** none: the kernel already does what is staged. */
  mode: 'none' | 'changes' | 'everything';
  /** Elements added and removed. */
  elements: number;
  /** Something is left to tidy up: commit again soon, even if nothing new is staged. */
  leftovers: boolean;
}

/** Puts the forwarding model into the kernel. */
export interface ProxyBackend {
  /** Takes note of changes; packets see nothing of them before commit. */
  stage(changes: ForwardingChanges): void;
  /**
   * Makes the kernel forward as staged, all at once. Established connections stay. After a rejection nothing is lost: the
   * next commit replaces everything. One commit at a time.
   */
  commit(): Promise<CommitReport>;
  /** Whether the rules are still in the kernel; if not, the next commit puts everything back. */
  verify(): Promise<boolean>;
  /** Whether the kernel itself has something to do with connections to that address: asked of it, not remembered. */
  holds(frontend: FrontendPlace): Promise<boolean>;
  /** Takes everything out of the kernel that this backend or a predecessor has put there. */
  remove(): Promise<void>;
}
