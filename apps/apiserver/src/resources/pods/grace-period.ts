import { isTerminalPhase } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';

const DEFAULT_SECONDS = 30;

/** How long the pod may take to stop; 0 when nothing runs that could. */
export function podGracePeriodSeconds(pod: Pod, requested: Int64 | undefined): Int64 {
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || isTerminalPhase(phase)) return 0;
  const seconds = requested ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_SECONDS;
  return seconds < 0 ? 1 : seconds;
}
