import { isPodActive, isPodReady } from '@kubets/api';
import { uidOf } from '@kubets/apimachinery';
import type { Job } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { judgeFailure } from './failure-policy';
import { finishedAtMs } from './finished-time';
import { countIn, hasIndex, parseIntervals, withIndexes, type Intervals } from './index-intervals';
import {
  completionIndexOf,
  failuresOf,
  hasLimitPerIndex,
  isFailed,
  isIndexed,
  isLeaving,
  isSucceeded,
  isTracked,
  validIndexOf,
} from './job-pods';
import { NO_FAILURES, withEnded, type BackoffRecord } from './pod-backoff';

export interface JobFacts {
  job: Job;
  /** All that the job controls. */
  pods: readonly Pod[];
  /** The uids of pods whose finalizer has been removed, though the cache may not show it yet. */
  released: ReadonlySet<string>;
  backoff?: BackoffRecord;
  now: Date;
}

/** What a job has come to, counted from its status and from the pods that the status does not contain yet. */
export interface JobView extends JobFacts {
  active: readonly Pod[];
  ready: number;
  terminating: number;
  /** Ended and in `uncountedTerminatedPods`. */
  uncounted: { succeeded: ReadonlySet<string>; failed: ReadonlySet<string> };
  succeeded: number;
  failed: number;
  backoff: BackoffRecord;
  /** Of an indexed job: as the status has it, and with what has succeeded since. */
  succeededBefore: Intervals;
  succeededIndexes: Intervals;
  /** Only with a limit per index. */
  failedIndexes?: Intervals;
  /** By index: the failed pod that stays until there is another one, which has to know how often it has been tried. */
  toBeReplaced: ReadonlyMap<number, Pod>;
}

/** A pod that the counters of the status do not contain yet. */
export const isUncounted = (pod: Pod, released: ReadonlySet<string>): boolean =>
  isTracked(pod) && !released.has(uidOf(pod));

export function observeJob(facts: JobFacts): JobView {
  const { job, pods, released, backoff: before = NO_FAILURES } = facts;
  const { status = {} } = job;
  const active = pods.filter(isPodActive);
  const uncounted = {
    succeeded: new Set(status.uncountedTerminatedPods?.succeeded),
    failed: new Set(status.uncountedTerminatedPods?.failed),
  };
  const fresh = pods.filter(
    (pod) => isUncounted(pod, released) && (!isIndexed(job) || validIndexOf(pod, job) !== undefined),
  );
  const newSucceeded = fresh.filter((pod) => isSucceeded(pod) && !uncounted.succeeded.has(uidOf(pod)));
  const newFailed = fresh.filter((pod) => isFailed(pod, job) && !uncounted.failed.has(uidOf(pod)));
  const counting = newFailed.filter((pod) => judgeFailure(job.spec?.podFailurePolicy, pod).counts);
  const view: JobView = {
    ...facts,
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isLeaving).length,
    uncounted,
    succeeded: (status.succeeded ?? 0) + newSucceeded.length + uncounted.succeeded.size,
    failed: (status.failed ?? 0) + counting.length + uncounted.failed.size,
    backoff: withEnded(before, newSucceeded, newFailed),
    succeededBefore: [],
    succeededIndexes: [],
    toBeReplaced: new Map(),
  };
  return isIndexed(job) ? withIndexed(view, fresh) : view;
}

function withIndexed(view: JobView, fresh: readonly Pod[]): JobView {
  const { job, pods } = view;
  const completions = job.spec?.completions ?? 0;
  const indexesOf = (some: readonly Pod[]): number[] => some.flatMap((pod) => validIndexOf(pod, job) ?? []);
  const succeededBefore = parseIntervals(job.status?.completedIndexes, completions);
  const tracked = pods.filter(isTracked);
  const succeededIndexes = withIndexes(succeededBefore, indexesOf(tracked.filter(isSucceeded)));
  const indexed = { ...view, succeededBefore, succeededIndexes, succeeded: countIn(succeededIndexes) };
  if (!hasLimitPerIndex(job)) return indexed;
  const failedIndexes = withIndexes(
    parseIntervals(job.status?.failedIndexes, completions),
    indexesOf(tracked.filter((pod) => isLastTry(pod, job))),
  );
  return { ...indexed, failedIndexes, toBeReplaced: lastFailures({ ...indexed, failedIndexes }, fresh) };
}

/** The pod has failed, and with it its index for good. */
function isLastTry(pod: Pod, job: Job): boolean {
  if (!isFailed(pod, job)) return false;
  const { counts, action } = judgeFailure(job.spec?.podFailurePolicy, pod);
  return action === 'FailIndex' || (counts && failuresOf(pod).counted >= (job.spec?.backoffLimitPerIndex ?? 0));
}

const triesOf = (pod: Pod): number => failuresOf(pod).counted + failuresOf(pod).ignored;

function lastFailures(view: JobView, fresh: readonly Pod[]): Map<number, Pod> {
  const { job, active, succeededIndexes, failedIndexes = [] } = view;
  // Where there is another pod already, it knows.
  const running = new Set(active.map(completionIndexOf));
  const last = new Map<number, Pod>();
  for (const pod of fresh.filter((one) => isFailed(one, job))) {
    const index = validIndexOf(pod, job)!;
    if (running.has(index) || hasIndex(succeededIndexes, index) || hasIndex(failedIndexes, index)) continue;
    const known = last.get(index);
    if (!known || (triesOf(known) <= triesOf(pod) && finishedAtMs(pod) >= finishedAtMs(known))) last.set(index, pod);
  }
  return last;
}
