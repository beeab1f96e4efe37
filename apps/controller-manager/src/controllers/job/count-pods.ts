import { uidOf } from '@kubets/apimachinery';
import type { Job, JobStatus } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { judgeFailure } from './failure-policy';
import { countIn, formatIntervals, hasIndex, withIndexes } from './index-intervals';
import { completionIndexOf, isFailed, isIndexed, isSucceeded, validIndexOf } from './job-pods';
import type { JobEnd } from './job-end';
import { isUncounted, type JobView } from './observe-job';

/** At most so many uids are in a status at once. */
const MOST_UNCOUNTED = 500;

/** What is written before the finalizers of pods are removed. */
export interface Counting {
  status: JobStatus;
  /** Pods that may go once the status is written: it contains them, or they count for nothing. */
  release: Pod[];
  /** There are more pods to be counted. */
  isPartial: boolean;
}

const lastOf = (list: readonly string[] | undefined): string[] => [...(list ?? [])];

/**
 * Moves uids whose pods have lost their finalizer into the counters. A pod is in the status from before its finalizer goes
 * until after, so that whoever starts anew in between neither counts it twice nor misses it.
 */
export function withCounted(status: JobStatus, held: ReadonlySet<string>): JobStatus {
  const { succeeded, failed } = status.uncountedTerminatedPods ?? {};
  const left = {
    succeeded: lastOf(succeeded).filter((uid) => held.has(uid)),
    failed: lastOf(failed).filter((uid) => held.has(uid)),
  };
  const counter = (before: number | undefined, list: readonly string[] | undefined, rest: readonly string[]) =>
    (before ?? 0) + (list?.length ?? 0) - rest.length;
  return {
    ...status,
    succeeded: counter(status.succeeded, succeeded, left.succeeded) || undefined,
    failed: counter(status.failed, failed, left.failed) || undefined,
    uncountedTerminatedPods: {
      ...(left.succeeded.length > 0 && { succeeded: left.succeeded }),
      ...(left.failed.length > 0 && { failed: left.failed }),
    },
  };
}

/** The uids of pods whose finalizer has not been removed. */
export const heldUids = ({ pods, released }: JobView): Set<string> =>
  new Set(pods.filter((pod) => isUncounted(pod, released)).map(uidOf));

/** True for a pod that has ended, unless another one has to be made first that knows of its failure. */
function mayGo(view: JobView, pod: Pod, end: JobEnd | undefined): boolean {
  if (view.job.metadata?.deletionTimestamp !== undefined || end || isSucceeded(pod)) return true;
  if (!isFailed(pod, view.job)) return false;
  const index = completionIndexOf(pod);
  return index === undefined || uidOf(view.toBeReplaced.get(index) ?? {}) !== uidOf(pod);
}

/** When a job has failed, what has not ended has failed, too. */
function countsAsFailed(job: Job, pod: Pod, end: JobEnd | undefined): boolean {
  if (!isFailed(pod, job) && end?.type !== 'FailureTarget') return false;
  if (isIndexed(job) && validIndexOf(pod, job) === undefined) return false;
  return judgeFailure(job.spec?.podFailurePolicy, pod).counts;
}

/** Writes what has ended into a status; `end`: what the job has come to. */
export function countPods(view: JobView, before: JobStatus, end: JobEnd | undefined): Counting {
  const { job, pods, released, uncounted, succeededBefore } = view;
  const indexed = isIndexed(job);
  const status = withCounted(before, heldUids(view));
  const succeeded = lastOf(status.uncountedTerminatedPods?.succeeded);
  const failed = lastOf(status.uncountedTerminatedPods?.failed);
  const indexes: number[] = [];
  const release: Pod[] = [];
  const candidates = pods.filter((pod) => isUncounted(pod, released));
  if (indexed) candidates.sort((a, b) => (completionIndexOf(a) ?? -1) - (completionIndexOf(b) ?? -1));
  let isPartial = false;
  for (const pod of candidates.filter((one) => mayGo(view, one, end))) {
    if (indexes.length + succeeded.length + failed.length >= MOST_UNCOUNTED) {
      isPartial = true;
      break;
    }
    release.push(pod);
    const uid = uidOf(pod);
    if (uncounted.failed.has(uid)) continue;
    if (!isSucceeded(pod)) {
      if (countsAsFailed(job, pod, end)) failed.push(uid);
    } else if (!indexed) {
      if (!uncounted.succeeded.has(uid)) succeeded.push(uid);
    } else {
      // The index says that it is done, however often it is counted.
      const index = validIndexOf(pod, job);
      if (index !== undefined && !hasIndex(succeededBefore, index)) indexes.push(index);
    }
  }
  const uncountedTerminatedPods = { ...(succeeded.length > 0 && { succeeded }), ...(failed.length > 0 && { failed }) };
  return {
    status: { ...status, uncountedTerminatedPods, ...(indexed && indexStatus(view, indexes)) },
    release,
    isPartial,
  };
}

function indexStatus({ succeededBefore, failedIndexes }: JobView, indexes: readonly number[]): Partial<JobStatus> {
  const done = withIndexes(succeededBefore, indexes);
  return {
    succeeded: countIn(done) || undefined,
    completedIndexes: formatIntervals(done) || undefined,
    failedIndexes: failedIndexes && formatIntervals(failedIndexes),
  };
}
