import { isPodActive } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Job, JobSpec } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { endPod } from '../../testing/ended-pods';
import { runPods } from '../../testing/fake-kubelet';
import { template } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { jobController } from './job-controller';
import { isTracked } from './job-pods';

const labels = { 'batch.kubernetes.io/controller-uid': 'pi-uid' };
const job = (spec: JobSpec = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { namespace: 'default', name: 'pi', uid: 'pi-uid', generation: 1 },
  spec: {
    completions: 3,
    parallelism: 2,
    backoffLimit: 6,
    selector: { matchLabels: labels },
    template: template('pi:1', labels),
    podReplacementPolicy: 'TerminatingOrFailed',
    ...spec,
  },
});

let running: RunningControllers;
afterEach(() => running.stop());
const start = (...objects: (Job | Pod)[]) => (running = startControllers([jobController], { objects }));
const current = (): Job => running.cluster.objects<Job>('jobs')[0]!;
const pods = (): Pod[] => running.cluster.objects<Pod>('pods');
const active = (): Pod[] => pods().filter(isPodActive);
const conditions = () => current().status?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`);

/** Time for the controller to see what happened, and for kubelets to take pods away. */
async function round(ms = 200): Promise<void> {
  await running.clock.advance(ms);
  await running.settle();
  await runPods(running.cluster, running.clock);
  await running.clock.advance(200);
  await running.settle();
}
async function end(exitCode: number, which = active()): Promise<void> {
  for (const pod of which) await endPod(running.cluster, running.clock, pod, exitCode);
  await round();
}
async function change(spec: JobSpec): Promise<void> {
  const { metadata, ...rest } = current();
  const generation = Number(metadata?.generation) + 1;
  await running.cluster.jobs.update({
    ...rest,
    metadata: { ...metadata, generation },
    spec: { ...rest.spec, ...spec },
  });
  await round();
}

test('runs pods until enough have succeeded', async () => {
  start(job());
  await round();
  expect(active().map(({ metadata }) => metadata?.finalizers)).toEqual([
    ['batch.kubernetes.io/job-tracking'],
    ['batch.kubernetes.io/job-tracking'],
  ]);
  expect(current().status).toMatchObject({ active: 2, ready: 2, terminating: 0, startTime: expect.anything() });
  await end(0);
  expect(current().status).toMatchObject({ active: 1, succeeded: 2, uncountedTerminatedPods: {} });
  await end(0);
  expect(current().status).toMatchObject({ succeeded: 3, ready: 0, completionTime: expect.anything() });
  expect(current().status?.active).toBeUndefined();
  expect(conditions()).toEqual(['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached']);
  expect(pods().filter(isTracked)).toEqual([]);
  expect(running.events().filter((event) => !event.includes('Created pod'))).toEqual([
    'Normal Completed Job completed',
  ]);
});

test('tries what has failed again, later each time, and gives up', async () => {
  start(job({ backoffLimit: 1, completions: 1, parallelism: 1 }));
  await round();
  await end(1);
  expect(active()).toHaveLength(0);
  await round(10_000);
  expect(active()).toHaveLength(1);
  await end(1);
  expect(conditions()).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
  expect(current().status).toMatchObject({ failed: 2 });
  expect(running.events()).toContain('Warning BackoffLimitExceeded Job has reached the specified backoff limit');
});

test('fails with its pods when its time is over', async () => {
  start(job({ activeDeadlineSeconds: 30 }));
  await round();
  await round(31_000);
  expect(conditions()).toContain('FailureTarget=True DeadlineExceeded');
  await round();
  await round();
  expect(conditions()).toContain('Failed=True DeadlineExceeded');
  expect([current().status?.failed, pods().length]).toEqual([2, 0]);
});

test('gives each pod a number, and each number one success', async () => {
  start(job({ completionMode: 'Indexed', parallelism: 3 }));
  await round();
  expect(
    active().map((pod) => [pod.spec?.hostname, pod.metadata?.labels?.['batch.kubernetes.io/job-completion-index']]),
  ).toEqual([
    ['pi-0', '0'],
    ['pi-1', '1'],
    ['pi-2', '2'],
  ]);
  await end(0, [active()[0]!, active()[2]!]);
  expect(current().status).toMatchObject({ completedIndexes: '0,2', succeeded: 2, active: 1 });
  await end(0);
  expect(current().status).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
  expect(conditions()).toContain('Complete=True CompletionsReached');
});

test('gives an index up, and goes on with the others', async () => {
  start(job({ completionMode: 'Indexed', completions: 2, backoffLimit: 1000, backoffLimitPerIndex: 1 }));
  await round();
  await end(1, [active()[0]!]);
  await round(10_000);
  await end(
    1,
    active().filter(({ spec }) => spec?.hostname === 'pi-0'),
  );
  expect(current().status).toMatchObject({ failedIndexes: '0', active: 1 });
  await end(0);
  await round();
  expect(current().status).toMatchObject({ failedIndexes: '0', completedIndexes: '1', failed: 2 });
  expect(conditions()).toEqual(['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes']);
});

test('has no pods while it is suspended', async () => {
  start(job({ suspend: true }));
  await round();
  expect([active().length, current().status?.startTime, conditions()]).toEqual([
    0,
    undefined,
    ['Suspended=True JobSuspended'],
  ]);
  await change({ suspend: false });
  expect([active().length, conditions()]).toEqual([2, ['Suspended=False JobResumed']]);
  await change({ suspend: true });
  await round();
  expect([pods().length, current().status?.failed ?? 0, current().status?.startTime]).toEqual([0, 0, undefined]);
  expect(running.events()).toEqual(
    expect.arrayContaining(['Normal Suspended Job suspended', 'Normal Resumed Job resumed']),
  );
});

test('adopts its pods with a finalizer, and counts them', async () => {
  const orphan: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: 'mine', labels },
    status: { phase: 'Running' },
  };
  start(job({ parallelism: 1, completions: 1 }), orphan);
  await round();
  expect(
    pods().map(({ metadata }) => [metadata?.name, metadata?.finalizers?.length, metadata?.ownerReferences?.length]),
  ).toEqual([['mine', 1, 1]]);
  await end(0);
  expect(current().status).toMatchObject({ succeeded: 1 });
});

test('leaves the job of another controller alone, and the pods of no job go', async () => {
  const left: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: 'left', finalizers: ['batch.kubernetes.io/job-tracking'] },
  };
  start(job({ managedBy: 'acme.io/other' }), left);
  await round();
  expect(pods().map((pod) => [nameOf(pod), isTracked(pod)])).toEqual([['left', false]]);
  expect(current().status).toBeUndefined();
});

test('a job that goes lets its pods go', async () => {
  start(job());
  await round();
  await running.cluster.jobs.delete({ namespace: 'default', name: 'pi' });
  await round();
  expect(pods().filter(isTracked)).toEqual([]);
});
