import { controllerOf, isNotFound, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import { createController, type Controller } from '@kubets/controller';
import type { Job } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ControllerContext } from '../controller-context';
import { isFinished } from './job-conditions';
import { isManagedByOthers, isTracked } from './job-pods';
import { releasePod } from './job-writer';

/** Lets pods go that no job will count any more: without one, or with one that has ended. */
export function createOrphanedPods({ client, informers, loop }: ControllerContext): Controller {
  const { pods, jobs } = informers;

  const referenceOf = (pod: Pod) => {
    const reference = controllerOf(pod);
    return reference?.kind === 'Job' && reference.apiVersion === 'batch/v1' ? reference : undefined;
  };
  const isOther = (pod: Pod): boolean => controllerOf(pod) !== undefined && referenceOf(pod) === undefined;

  function cachedJob(pod: Pod): Job | undefined {
    const reference = referenceOf(pod);
    const job = reference && jobs.lister.get(`${namespaceOf(pod)}/${reference.name}`);
    return job && uidOf(job) === reference.uid ? job : undefined;
  }

  const counts = (job: Job | undefined): boolean => job !== undefined && (isManagedByOthers(job) || !isFinished(job));
  const isOrphaned = (pod: Pod): boolean => isTracked(pod) && !isOther(pod) && !counts(cachedJob(pod));

  /** The cache may not have seen yet whose pod it is. */
  async function hasJob(pod: Pod): Promise<boolean> {
    const reference = referenceOf(pod);
    if (!reference) return false;
    return client.jobs.get({ namespace: namespaceOf(pod), name: reference.name ?? '' }).then(
      (job) => uidOf(job) === reference.uid && counts(job),
      (error: unknown) => {
        if (isNotFound(error)) return false;
        throw error;
      },
    );
  }

  return createController({
    name: 'job-orphaned-pods',
    informers: [pods, jobs],
    setup(enqueue) {
      const consider = (pod: Pod): void => {
        if (isOrphaned(pod)) enqueue(objectKey(pod));
      };
      const considerAll = (job: Job): void => pods.lister.byIndex('controller', uidOf(job)).forEach(consider);
      pods.addEventHandler({ onAdd: consider, onUpdate: (_previous, pod) => consider(pod) });
      jobs.addEventHandler({
        onUpdate(_previous, job) {
          if (isFinished(job)) considerAll(job);
        },
        onDelete: considerAll,
      });
    },
    async reconcile(key) {
      const pod = pods.lister.get(key);
      if (pod && isOrphaned(pod) && !(await hasJob(pod))) await releasePod(client.pods, pod);
    },
    ...loop,
  });
}
