import { isPodTerminal, isPodTerminating, LABELS } from '@kubets/api';
import type { Job } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** Keeps a pod until its job has counted it. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';
const FAILURES = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count';

const OWN_CONTROLLER = 'kubernetes.io/job-controller';
const MOST = 2 ** 31 - 1;

export const isIndexed = ({ spec }: Job): boolean => spec?.completionMode === 'Indexed';
export const isSuspended = ({ spec }: Job): boolean => spec?.suspend === true;
/** Somebody else's to run. */
export const isManagedByOthers = ({ spec }: Job): boolean =>
  spec?.managedBy !== undefined && spec.managedBy !== OWN_CONTROLLER;
export const hasLimitPerIndex = ({ spec }: Job): boolean => spec?.backoffLimitPerIndex !== undefined;
export const replacesFailedOnly = ({ spec }: Job): boolean => spec?.podReplacementPolicy === 'Failed';

export const isTracked = ({ metadata }: Pod): boolean => metadata?.finalizers?.includes(TRACKING_FINALIZER) ?? false;
export const isSucceeded = ({ status }: Pod): boolean => status?.phase === 'Succeeded';
/** On its way out, and not ended. */
export const isLeaving = (pod: Pod): boolean => isPodTerminating(pod) && !isPodTerminal(pod);

/** What is deleted may never get to say that it has failed; whoever waits for that says so in podReplacementPolicy. */
export function isFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === 'Failed') return true;
  return !replacesFailedOnly(job) && isPodTerminating(pod) && !isSucceeded(pod);
}

const natural = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= MOST ? Number(text) : undefined;

/** The pod's share of the work; undefined where there is none, or none that can be read. */
export const completionIndexOf = ({ metadata }: Pod): number | undefined =>
  natural(metadata?.annotations?.[LABELS.jobCompletionIndex]);

/** {@link completionIndexOf}, if the job has such a share. */
export function validIndexOf(pod: Pod, { spec }: Job): number | undefined {
  const index = completionIndexOf(pod);
  return index !== undefined && index < (spec?.completions ?? 0) ? index : undefined;
}

/** How often the pod's index had failed when the pod was made: counted, and not counted by podFailurePolicy. */
export const failuresOf = ({ metadata }: Pod): { counted: number; ignored: number } => ({
  counted: natural(metadata?.annotations?.[FAILURES]) ?? 0,
  ignored: natural(metadata?.annotations?.[IGNORED_FAILURES]) ?? 0,
});

export const failureAnnotations = ({ counted, ignored }: { counted: number; ignored: number }) => ({
  [FAILURES]: String(counted),
  ...(ignored > 0 && { [IGNORED_FAILURES]: String(ignored) }),
});
