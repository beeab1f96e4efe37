import { newForbidden, nameOf } from '@kubets/apimachinery';
import type { CronJob, CronJobSpec, Job } from '@kubets/proto-gen/batch/v1';
import { randomHistory } from '../../testing/random-history';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { cronJobController } from './cronjob-controller';
import { jobOfRun } from './job-of-run';

const cronJob = (spec: CronJobSpec = {}): CronJob => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { namespace: 'default', name: 'hello', uid: 'hello-uid', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    schedule: '*/5 * * * *',
    concurrencyPolicy: 'Allow',
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 1,
    jobTemplate: { metadata: { labels: { a: 'b' } }, spec: { template: {} } },
    ...spec,
  },
});

const MINUTE_MS = 60_000;
let running: RunningControllers;
afterEach(() => running.stop());
const start = (object: CronJob) => (running = startControllers([cronJobController], { objects: [object] }));
const jobs = (): Job[] => running.cluster.objects<Job>('jobs');
const current = (): CronJob => running.cluster.objects<CronJob>('cronjobs')[0]!;
const names = () => jobs().map(nameOf).sort();
const activeNames = () => (current().status?.active ?? []).map(({ name }) => name);
async function minutes(count: number): Promise<void> {
  await running.clock.advance(count * MINUTE_MS + 1000);
  await running.settle();
}
async function end(name: string, type = 'Complete'): Promise<void> {
  const job = jobs().find((one) => nameOf(one) === name)!;
  const time = running.clock.now().toISOString();
  await running.cluster.jobs.updateStatus({
    ...job,
    status: {
      conditions: [{ type, status: 'True' }],
      startTime: time,
      ...(type === 'Complete' && { completionTime: time }),
    },
  });
  await running.settle();
}
const RUN = Date.parse('2026-01-01T00:05:00Z') / MINUTE_MS;

test('makes a job for each run, and tells what became of it', async () => {
  start(cronJob());
  await minutes(4);
  expect(names()).toEqual([]);
  await minutes(1);
  expect(names()).toEqual([`hello-${RUN}`]);
  expect(jobs()[0]?.metadata).toMatchObject({
    labels: { a: 'b' },
    annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:05:00Z' },
    ownerReferences: [{ kind: 'CronJob', uid: 'hello-uid', controller: true }],
  });
  expect(current().status).toMatchObject({
    lastScheduleTime: '2026-01-01T00:05:00Z',
    active: [{ name: `hello-${RUN}` }],
  });
  await end(`hello-${RUN}`);
  expect(current().status).toMatchObject({ lastSuccessfulTime: expect.anything() });
  expect(activeNames()).toEqual([]);
  expect(running.events()).toEqual([
    `Normal SuccessfulCreate Created job hello-${RUN}`,
    `Normal SawCompletedJob Saw completed job: hello-${RUN}, condition: Complete`,
  ]);
});

test('keeps as many ended jobs as it is told', async () => {
  start(cronJob());
  for (let run = 0; run < 3; run++) {
    await minutes(5);
    await end(`hello-${RUN + run * 5}`, run === 1 ? 'Failed' : 'Complete');
  }
  expect(names()).toEqual([`hello-${RUN + 5}`, `hello-${RUN + 10}`]);
  expect(running.events()).toContain(`Normal SuccessfulDelete Deleted job hello-${RUN}`);
});

test.each([
  ['Allow', [RUN, RUN + 5], 2],
  ['Forbid', [RUN], 1],
  ['Replace', [RUN + 5], 1],
])('%s', async (concurrencyPolicy, runs, active) => {
  start(cronJob({ concurrencyPolicy }));
  await minutes(5);
  await minutes(5);
  expect([names(), activeNames().length]).toEqual([runs.map((run) => `hello-${run}`), active]);
  const refused = running.events().some((event) => event.startsWith('Normal JobAlreadyActive'));
  expect(refused).toBe(concurrencyPolicy === 'Forbid');
});

test.each<[string, CronJobSpec, string[]]>([
  ['suspended', { suspend: true }, []],
  [
    'in no time zone',
    { timeZone: 'Nowhere/X' },
    ['Warning UnknownTimeZone invalid timeZone: "Nowhere/X": unknown time zone Nowhere/X'],
  ],
  [
    'without schedule',
    { schedule: 'x' },
    ['Warning UnparseableSchedule unparseable schedule: "x" : expected exactly 5 fields, found 1: [x]'],
  ],
  [
    'of no day',
    { schedule: '0 0 31 2 *' },
    [
      'Warning InvalidSchedule invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
    ],
  ],
])('makes none %s', async (_, spec, events) => {
  start(cronJob(spec));
  await minutes(20);
  expect([names(), running.events()]).toEqual([[], events]);
});

test('makes one job for many missed runs, and says so', async () => {
  start({ ...cronJob(), status: { lastScheduleTime: '2025-12-30T00:00:00Z' } });
  await running.settle();
  expect([names().length, running.events()[0]]).toEqual([
    1,
    'Warning TooManyMissedTimes too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
  ]);
});

test('tells of a refused job and tries again', async () => {
  start(cronJob());
  running.cluster.failNext(
    { verb: 'create', resource: 'jobs' },
    newForbidden({ group: 'batch', resource: 'jobs' }, 'x', 'quota'),
  );
  await minutes(5);
  await minutes(1);
  expect(names()).toEqual([`hello-${RUN}`]);
  expect(running.events()[0]).toBe('Warning FailedCreate Error creating job: jobs.batch "x" is forbidden: quota');
});

test('a job that goes is no longer active', async () => {
  start(cronJob());
  await minutes(5);
  await running.cluster.jobs.delete({ namespace: 'default', name: `hello-${RUN}` });
  await running.settle();
  expect(activeNames()).toEqual([]);
  expect(running.events()).toContain(`Normal MissingJob Active job went missing: hello-${RUN}`);
});

test('the time of a run is told by the clock of its zone', () =>
  expect(
    jobOfRun(cronJob({ timeZone: 'America/St_Johns' }), Date.parse('2026-07-01T00:05:00Z')).metadata?.annotations,
  ).toEqual({ 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-06-30T21:35:00-02:30' }));

test.each([1, 2, 3, 4])('history %i: no run has two jobs, and the last one has its', async (seed) => {
  start(cronJob({ suspend: true }));
  const made = new Set<string>();
  const history = await randomHistory(seed, {
    controllers: [cronJobController],
    objects: [cronJob()],
    steps: 40,
    async change({ cluster, clock }, random) {
      await clock.advance(random(8) * MINUTE_MS);
      for (const job of cluster.objects<Job>('jobs').slice(0, random(2)))
        await cluster.jobs.updateStatus({ ...job, status: { conditions: [{ type: 'Complete', status: 'True' }] } });
    },
    check({ cluster }) {
      for (const { verb, resource, name, object } of cluster.calls) {
        if (verb !== 'create' || resource !== 'jobs') continue;
        expect(made).not.toContain(name ?? nameOf(object ?? {}));
        made.add(name ?? nameOf(object ?? {}));
      }
      cluster.clearCalls();
    },
  });
  const { status } = history.cluster.objects<CronJob>('cronjobs')[0]!;
  const last = Math.floor((history.clock.now().getTime() - 1000) / (5 * MINUTE_MS)) * 5;
  expect(made).toContain(`hello-${last}`);
  // One whose status was never written may have been forgotten, as upstream; none is active that is not there.
  const unfinished = history.cluster.objects<Job>('jobs').filter((job) => !job.status?.conditions);
  expect(unfinished.map(({ metadata }) => metadata?.uid)).toEqual(
    expect.arrayContaining((status?.active ?? []).map(({ uid }) => uid)),
  );
});
