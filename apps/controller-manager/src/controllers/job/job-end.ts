import { findCondition } from '@kubets/api';
import type { Job } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { judgeFailure } from './failure-policy';
import { countIn } from './index-intervals';
import { holdsTrue, type ConditionText } from './job-conditions';
import { isFailed, isIndexed, isSuspended } from './job-pods';
import type { JobView } from './observe-job';
import { successByPolicy } from './success-policy';

/** That a job's end has come: `FailureTarget`, or `SuccessCriteriaMet`. */
export type JobEnd = ConditionText;

const failed = (reason: string, message: string): JobEnd => ({ type: 'FailureTarget', reason, message });

/** An end that an earlier round has decided stays. */
function decidedEnd({ status }: Job): JobEnd | undefined {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget']) {
    const condition = findCondition(status?.conditions, type);
    if (condition?.status === 'True') return { type, reason: condition.reason ?? '', message: condition.message ?? '' };
  }
  return undefined;
}

/** Containers that are restarted in their pods count, too. */
function restartsReachLimit({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec?.template?.spec?.restartPolicy !== 'OnFailure') return false;
  const running = pods.filter(({ status }) => status?.phase === 'Running' || status?.phase === 'Pending');
  const restarts = running
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  const limit = spec.backoffLimit ?? 0;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** How long until a job has been active for too long, in ms; undefined where nothing says what that is. */
export function timeToDeadlineMs(job: Job, now: Date): number | undefined {
  const { activeDeadlineSeconds } = job.spec ?? {};
  const { startTime } = job.status ?? {};
  if (activeDeadlineSeconds === undefined || startTime === undefined || isSuspended(job)) return undefined;
  return Date.parse(startTime) + Number(activeDeadlineSeconds) * 1000 - now.getTime();
}

function failureOfIndexes({ job, failedIndexes, succeededIndexes }: JobView): JobEnd | undefined {
  if (!failedIndexes) return undefined;
  const count = countIn(failedIndexes);
  const { maxFailedIndexes, completions = 0 } = job.spec ?? {};
  if (maxFailedIndexes !== undefined && count > maxFailedIndexes)
    return failed('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  if (count > 0 && count + countIn(succeededIndexes) >= completions)
    return failed('FailedIndexes', 'Job has failed indexes');
  return undefined;
}

/** Why the job has to end now, whatever pods it still has; failures go before success. */
export function endOf(view: JobView): JobEnd | undefined {
  const { job, pods, now } = view;
  const decided = decidedEnd(job);
  if (decided) return decided;
  const { podFailurePolicy, backoffLimit = 0, successPolicy, completions = 0 } = job.spec ?? {};
  for (const pod of podFailurePolicy ? pods : []) {
    const message = isFailed(pod, job) ? judgeFailure(podFailurePolicy, pod).message : undefined;
    if (message !== undefined) return failed('PodFailurePolicy', message);
  }
  if (view.failed > backoffLimit || restartsReachLimit(job, pods))
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  if ((timeToDeadlineMs(job, now) ?? Infinity) <= 0)
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (!isIndexed(job)) return undefined;
  const ofIndexes = failureOfIndexes(view);
  if (ofIndexes) return ofIndexes;
  const message = successByPolicy(successPolicy, view.succeededIndexes, completions);
  return message === undefined ? undefined : { type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message };
}

/** The end of a job that has as many successes as it wants, and no pods any more. */
export function completionOf({ job, succeeded }: JobView, active: number): JobEnd | undefined {
  const completions = job.spec?.completions;
  const isDone = completions === undefined ? succeeded > 0 : succeeded >= completions;
  if (!isDone || active > 0) return undefined;
  return {
    type: 'SuccessCriteriaMet',
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
  };
}

/** What the job is once all its pods are counted: {@link JobEnd} is only on the way there. */
export const finalOf = (end: JobEnd): ConditionText => ({
  ...end,
  type: end.type === 'FailureTarget' ? 'Failed' : 'Complete',
});

export const isDecided = (job: Job, end: JobEnd): boolean => holdsTrue(job, end.type);
