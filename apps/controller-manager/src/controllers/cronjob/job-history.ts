import { findCondition, isConditionTrue } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { CronJob, Job } from '@kubets/proto-gen/batch/v1';

export const endOfJob = ({ status }: Job): 'Complete' | 'Failed' | undefined =>
  (['Complete', 'Failed'] as const).find((type) => findCondition(status?.conditions, type)?.status === 'True');

const startMs = ({ status }: Job): number => Date.parse(status?.startTime ?? '') || Infinity;

const byStart = (a: Job, b: Job): number => {
  if (startMs(a) !== startMs(b)) return startMs(a) < startMs(b) ? -1 : 1;
  return nameOf(a) < nameOf(b) ? -1 : 1;
};

/** The ended jobs beyond what is to be kept, the oldest of each kind. */
export function expiredJobs({ spec }: CronJob, jobs: readonly Job[]): Job[] {
  const surplus = (type: 'Complete' | 'Failed', limit: number | undefined): Job[] => {
    const ended = jobs.filter((job) => endOfJob(job) === type).sort(byStart);
    return limit === undefined ? [] : ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [...surplus('Complete', spec?.successfulJobsHistoryLimit), ...surplus('Failed', spec?.failedJobsHistoryLimit)];
}

export const hasSucceeded = ({ status }: Job): boolean => isConditionTrue(status?.conditions, 'Complete');
