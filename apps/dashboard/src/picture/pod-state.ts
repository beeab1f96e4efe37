import { isPodReady } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodState } from '../protocol/facts';

/** How a pod is, in one word for the eye and one for reading, as `kubectl get pods` has it. */
export function podState(pod: Pod): { state: PodState; status: string } {
  const { metadata, spec, status } = pod;
  const phase = status?.phase ?? 'Pending';
  if (metadata?.deletionTimestamp) return { state: 'ending', status: 'Terminating' };
  if (phase === 'Succeeded') return { state: 'done', status: 'Completed' };
  if (phase === 'Failed') return { state: 'failing', status: status?.reason || 'Error' };
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = containers.find(({ state }) => isBad(state?.waiting?.reason))?.state?.waiting?.reason;
  if (waiting) return { state: 'failing', status: waiting };
  const ended = containers.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0)?.state?.terminated;
  if (ended) return { state: 'failing', status: ended.reason || 'Error' };
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (!spec?.nodeName && scheduled?.status === 'False') return { state: 'failing', status: scheduled.reason || phase };
  return isPodReady(pod) ? { state: 'ready', status: phase } : { state: 'starting', status: phase };
}

/** Reasons to wait that pass by themselves. */
const PASSING = ['ContainerCreating', 'PodInitializing'];

const isBad = (reason: string | undefined): boolean => Boolean(reason) && !PASSING.includes(reason ?? '');
