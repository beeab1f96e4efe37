import type { Pod } from '@kubets/proto-gen/core/v1';
import { toSeconds, type Int64 } from '@kubets/proto-gen/int64';

const leastSeconds = 1;
const defaultSeconds = 30;

/** How long a pod's containers get between the stop signal and the kill. A second, if the pod is gone from the API or has to go from the node. */
export function gracePeriodSeconds(pod: Pod | undefined, o: { hurried: boolean }): number {
  if (!pod?.spec || o.hurried) return leastSeconds;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  return boundedGrace((deletionTimestamp ? deletionGracePeriodSeconds : undefined) ?? pod.spec.terminationGracePeriodSeconds);
}

/** A grace period as the API has it, within what can be waited for; the default when there is none. */
export function boundedGrace(seconds: Int64 | undefined): number {
  return Math.max(leastSeconds, toSeconds(seconds ?? defaultSeconds));
}
