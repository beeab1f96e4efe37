import { selectorFromLabelSelector } from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { Job } from '@kubets/proto-gen/batch/v1';
import { createOwnedPods } from '../../owned/owned-pods';
import type { ControllerEntry } from '../controller-context';
import { isFinished } from './job-conditions';
import { isManagedByOthers, TRACKING_FINALIZER } from './job-pods';
import { createJobSync } from './job-sync';
import { createJobWriter } from './job-writer';
import { createOrphanedPods } from './orphaned-pods';

/** Pods of one job end close to each other: a round counts those of this time. */
const BATCH_MS = 100;
const EXPECTATIONS_LAPSE_MS = 5 * 60_000 + 1000;

/** Runs the pods of Jobs until enough of them have succeeded, and counts each of them once. */
export const jobController: ControllerEntry = {
  name: 'job-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const kind = {
      type: { apiVersion: 'batch/v1', kind: 'Job' },
      client: client.jobs,
      informer: informers.jobs,
      selectorOf: ({ spec }: Job) => selectorFromLabelSelector(spec?.selector),
    };
    const pods = createOwnedPods({ kind, component: 'job-controller', finalizer: TRACKING_FINALIZER }, context);
    const writer = createJobWriter(client.jobs);
    const recorder = context.recorder('job-controller');
    const jobs = createJobSync({ pods, client, writer, recorder, clock });

    function setup(enqueue: Enqueue): void {
      pods.follow((key) => enqueue(key, BATCH_MS));
      informers.jobs.addEventHandler({
        onAdd: ({ metadata }) => enqueue(`${metadata?.namespace}/${metadata?.name}`),
        onUpdate({ metadata: before }, { metadata }) {
          if (before?.generation !== metadata?.generation) enqueue(`${metadata?.namespace}/${metadata?.name}`);
        },
      });
    }

    function forget(key: string): void {
      pods.forget(key);
      writer.forget(key);
      jobs.forget(key);
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const job = informers.jobs.lister.get(key);
      if (!job || isFinished(job)) return forget(key);
      // The event of the newer one comes.
      if (isManagedByOthers(job) || writer.isBehind(job)) return;
      const inStep = pods.inStep(key);
      const waitMs = await jobs.sync(job);
      if (waitMs !== undefined) return { requeueAfterMs: Math.max(waitMs, BATCH_MS) };
      if (!inStep) return { requeueAfterMs: EXPECTATIONS_LAPSE_MS };
    }

    return [
      createController({
        name: 'job',
        informers: [informers.jobs, informers.pods],
        setup,
        reconcile,
        workers: config.concurrentJobSyncs,
        ...loop,
      }),
      createOrphanedPods(context),
    ];
  },
};
