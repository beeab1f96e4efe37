import { uidOf } from '@kubets/apimachinery';
import type { Clock } from '@kubets/component';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 15 * 60_000;

/** How long a node has to wait until a pod that failed there is replaced again: twice as long each time. */
export interface FailedPods {
  /** 0: now, and from now on the next delay counts. */
  waitMs(set: DaemonSet, node: string): number;
  forget(key: string): void;
}

interface Delays {
  /** Of what the delays are: another generation of the set begins anew. */
  of: string;
  nodes: Map<string, { delayMs: number; sinceMs: number }>;
}

export function createFailedPods(clock: Clock, keyOf: (set: DaemonSet) => string): FailedPods {
  const all = new Map<string, Delays>();
  return {
    waitMs(set, node) {
      const of = `${uidOf(set)}/${set.status?.observedGeneration ?? 0}`;
      const known = all.get(keyOf(set));
      const delays: Delays = known?.of === of ? known : { of, nodes: new Map() };
      all.set(keyOf(set), delays);
      const nowMs = clock.monotonicMs();
      const last = delays.nodes.get(node);
      const passedMs = last ? nowMs - last.sinceMs : Infinity;
      if (last && passedMs < last.delayMs) return last.delayMs - passedMs;
      const isForgotten = passedMs > 2 * MAX_DELAY_MS;
      const delayMs = last && !isForgotten ? Math.min(MAX_DELAY_MS, last.delayMs * 2) : FIRST_DELAY_MS;
      delays.nodes.set(node, { delayMs, sinceMs: nowMs });
      return 0;
    },
    forget: (key) => void all.delete(key),
  };
}
