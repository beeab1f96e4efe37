import type { Pod } from '@kubets/proto-gen/core/v1';
import { toSeconds, type Int64 } from '@kubets/proto-gen/int64';

const LEAST_SECONDS = 1;
const DEFAULT_SECONDS = 30;

/** How long a pod's containers get between the stop signal and the kill: a second at least, and at most what the node has left for it. */
export function gracePeriodSeconds(pod: Pod | undefined, most = Infinity): number {
  if (!pod?.spec) return LEAST_SECONDS;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  const own = boundedGrace(
    (deletionTimestamp ? deletionGracePeriodSeconds : undefined) ?? pod.spec.terminationGracePeriodSeconds,
  );
  return Math.max(LEAST_SECONDS, Math.min(own, most));
}

/** A grace period as the API has it, within what can be waited for; the default when there is none. */
export function boundedGrace(seconds: Int64 | undefined): number {
  return Math.max(LEAST_SECONDS, toSeconds(seconds ?? DEFAULT_SECONDS));
}
