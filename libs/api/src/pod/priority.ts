import type { Pod } from '@kubets/proto-gen/core/v1';

/** The least priority of what the system itself is made of. */
export const SYSTEM_CRITICAL_PRIORITY = 2_000_000_000;

/**
 * Pods that a node does not end to have room for others, and takes whatever it is short of. Static pods are such too, which
 * only the pod manager can tell: anybody can write annotations.
 */
export function isCriticalPod({ spec }: Pod): boolean {
  return (spec?.priority ?? 0) >= SYSTEM_CRITICAL_PRIORITY;
}
