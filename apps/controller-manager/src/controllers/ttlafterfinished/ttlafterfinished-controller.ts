import { findCondition } from '@kubets/api';
import { isConflict, isNotFound, nameOf, namespaceOf, objectKey } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Job } from '@kubets/proto-gen/batch/v1';
import type { ControllerEntry } from '../controller-context';

/** When a job that has ended is to be deleted, in ms since the epoch; undefined for one that stays. */
export function expiryMs({ metadata, spec, status }: Job): number | undefined {
  const { ttlSecondsAfterFinished: ttl } = spec ?? {};
  if (ttl === undefined || metadata?.deletionTimestamp !== undefined) return undefined;
  const ended = ['Complete', 'Failed']
    .map((type) => findCondition(status?.conditions, type))
    .find((condition) => condition?.status === 'True');
  const endedMs = Date.parse(ended?.lastTransitionTime ?? '');
  return Number.isNaN(endedMs) ? undefined : endedMs + ttl * 1000;
}

/** Deletes Jobs, with their pods, so long after they have ended as they say. */
export const ttlAfterFinishedController: ControllerEntry = {
  name: 'ttl-after-finished-controller',
  create(context) {
    const { client, clock, loop } = context;
    const { jobs } = context.informers;

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const cached = jobs.lister.get(key);
      const dueMs = cached && expiryMs(cached);
      if (!cached || dueMs === undefined) return;
      const waitMs = dueMs - clock.now().getTime();
      if (waitMs > 0) return { requeueAfterMs: waitMs };
      const ref = { namespace: namespaceOf(cached), name: nameOf(cached) };
      try {
        // Its time may have been prolonged since.
        const job = await client.jobs.get(ref);
        const dueNow = expiryMs(job);
        if (dueNow === undefined || dueNow > clock.now().getTime()) return;
        const { uid, resourceVersion } = job.metadata ?? {};
        await client.jobs.delete(ref, { propagationPolicy: 'Foreground', preconditions: { uid, resourceVersion } });
      } catch (error) {
        if (!isNotFound(error) && !isConflict(error)) throw error;
        if (isConflict(error)) return { requeueAfterMs: 1000 };
      }
    }

    return [
      createController({
        name: 'ttlafterfinished',
        informers: [jobs],
        setup(enqueue) {
          const consider = (job: Job): void => {
            if (expiryMs(job) !== undefined) enqueue(objectKey(job));
          };
          jobs.addEventHandler({ onAdd: consider, onUpdate: (_previous, job) => consider(job) });
        },
        reconcile,
        workers: context.config.concurrentTtlAfterFinishedSyncs,
        ...loop,
      }),
    ];
  },
};
