import { FieldPath, type KubeObject, type Steps } from '@kubets/apimachinery';
import type { CronJob } from '@kubets/proto-gen/batch/v1';
import { cronJobs as names } from '@kubets/proto-gen/catalogue';
import { jobWarnings } from '../../job-spec/job-warnings';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';
import { defineResource } from '../../registry/define-resource';
import { cronJobColumns } from './columns';
import { validateCronJobUpdate, validateNewCronJob } from './validation';

const JOB = FieldPath.of('spec', 'jobTemplate', 'spec');

/** What is particular to jobs is defaulted when they are made. */
const defaultCronJob = (object: KubeObject): Steps<void> =>
  defaultPodSpec((object as CronJob).spec!.jobTemplate!.spec!.template!.spec!);

function scheduleWarnings({ spec }: CronJob, old: CronJob | undefined): string[] {
  if (!old || !spec?.schedule?.includes('TZ')) return [];
  return [
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
  ];
}

export const cronJobs = defineResource<CronJob>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  versions: { v1: { defaults: defaultCronJob } },
  columns: cronJobColumns,
  *warnings(object, old) {
    yield* jobWarnings(object.spec?.jobTemplate?.spec ?? {}, JOB, { object, old });
    yield* scheduleWarnings(object, old);
  },
  validateCreate: validateNewCronJob,
  validateUpdate: validateCronJobUpdate,
  status: {},
  hasGeneration: true,
});
