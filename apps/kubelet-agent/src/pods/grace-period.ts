import type { Pod } from '@kubets/proto-gen/core/v1';

const leastSeconds = 1;
const defaultSeconds = 30;

/** How long a pod's containers get between the stop signal and the kill. Even a forced deletion leaves a second. */
export function gracePeriodSeconds(pod: Pod | undefined): number {
  if (!pod?.spec) return leastSeconds;
  const seconds = pod.metadata?.deletionTimestamp ? (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds) : pod.spec.terminationGracePeriodSeconds;
  return Math.max(leastSeconds, seconds ?? defaultSeconds);
}
