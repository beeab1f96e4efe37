import { findCondition } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** When a ready pod counts as available, in ms since the epoch; undefined while it is not ready. */
export function availableAtMs(pod: Pod, minReadySeconds: number): number | undefined {
  const ready = findCondition(pod.status?.conditions, 'Ready');
  if (ready?.status !== 'True') return undefined;
  if (minReadySeconds === 0) return 0;
  if (!ready.lastTransitionTime) return undefined;
  const atMs = Date.parse(ready.lastTransitionTime) + minReadySeconds * 1000;
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** True when the pod has been ready for at least minReadySeconds. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: Date): boolean {
  const atMs = availableAtMs(pod, minReadySeconds);
  return atMs !== undefined && atMs <= now.getTime();
}
