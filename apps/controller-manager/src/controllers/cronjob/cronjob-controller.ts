import { objectKey, uidOf } from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { CronJob, Job } from '@kubets/proto-gen/batch/v1';
import { controllingOwner } from '../../owned/owner-kind';
import type { ControllerEntry } from '../controller-context';
import { createCronJobSync } from './cronjob-sync';
import { CRON_JOB } from './job-of-run';

/** Makes Jobs by the schedules of CronJobs. */
export const cronJobController: ControllerEntry = {
  name: 'cronjob-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { cronJobs, jobs } = informers;
    const sync = createCronJobSync({ client, recorder: context.recorder('cronjob-controller'), clock });

    function setup(enqueue: Enqueue): void {
      const enqueueOwner = (job: Job): void => {
        const owner = controllingOwner<CronJob>({ type: CRON_JOB, informer: cronJobs }, job);
        if (owner) enqueue(objectKey(owner));
      };
      cronJobs.addEventHandler({
        onAdd: (cronJob) => enqueue(objectKey(cronJob)),
        onUpdate: (_previous, cronJob) => enqueue(objectKey(cronJob)),
      });
      jobs.addEventHandler({
        onAdd: enqueueOwner,
        onUpdate(previous, job) {
          enqueueOwner(previous);
          enqueueOwner(job);
        },
        onDelete: enqueueOwner,
      });
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const cronJob = cronJobs.lister.get(key);
      if (!cronJob) return;
      const waitMs = await sync(cronJob, jobs.lister.byIndex('controller', uidOf(cronJob)));
      if (waitMs !== undefined) return { requeueAfterMs: waitMs };
    }

    return [
      createController({
        name: 'cronjob',
        informers: [cronJobs, jobs],
        setup,
        reconcile,
        workers: config.concurrentCronJobSyncs,
        ...loop,
      }),
    ];
  },
};
