import type { CronJob, CronJobSpec } from '@kubets/proto-gen/batch/v1';
import { cellsOf, created, updated } from '../testing/strategy-harness';
import { cronJobs } from './cronjobs';

const template = { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'i' }] } };
const cronJob = (spec: CronJobSpec = {}, name = 'hello'): CronJob => ({
  metadata: { name, namespace: 'default' },
  spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template } }, ...spec },
});

test('defaults are those of the schedule, not of the jobs', () => {
  const { object, errors } = created(cronJobs, cronJob());
  expect(errors).toEqual([]);
  expect(object.spec).toMatchObject({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  expect(object.spec?.jobTemplate?.spec).toEqual({ template: expect.anything() });
});

test.each<[string, CronJobSpec, string[]]>([
  ['no schedule', { schedule: '' }, ['spec.schedule: Required value']],
  [
    'four places',
    { schedule: '* * * *' },
    ['spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]'],
  ],
  [
    'a zone in the schedule',
    { schedule: 'TZ=UTC 0 0 * * *' },
    [
      'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
  ],
  ['a zone', { timeZone: 'Europe/Berlin' }, []],
  ['no zone', { timeZone: 'Nowhere/X' }, ['spec.timeZone: Invalid value: "Nowhere/X": unknown time zone Nowhere/X']],
  ['an empty zone', { timeZone: '' }, ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string']],
  [
    'a policy that is none',
    { concurrencyPolicy: 'Later' },
    ['spec.concurrencyPolicy: Unsupported value: "Later": supported values: "Allow", "Forbid", "Replace"'],
  ],
  [
    'a selector',
    { jobTemplate: { spec: { template, manualSelector: true, selector: {} } } },
    [
      'spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated',
      'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
    ],
  ],
  [
    'pods that never end',
    { jobTemplate: { spec: { template: { spec: { containers: template.spec.containers } } } } },
    ['spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  ],
])('%s', (_, spec, expected) => expect(created(cronJobs, cronJob(spec)).errors).toEqual(expected));

test('a name may be too long once it is there', () => {
  const { object, errors } = created(cronJobs, cronJob({}, 'a'.repeat(53)));
  expect(errors).toEqual([`metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`]);
  expect(updated(cronJobs, object, ({ spec }) => void (spec!.suspend = true)).errors).toEqual([]);
});

test('the jobs may change whole', () =>
  expect(
    updated(cronJobs, created(cronJobs, cronJob()).object, ({ spec }) => {
      spec!.jobTemplate = { spec: { template, completionMode: 'Indexed', completions: 2 } };
    }).errors,
  ).toEqual([]));

test('columns', () => {
  const status = { active: [{ name: 'a' }], lastScheduleTime: '2025-12-31T23:59:00Z' };
  expect(cellsOf(cronJobs, { ...created(cronJobs, cronJob()).object, status })).toMatchObject({
    Schedule: '*/5 * * * *',
    Timezone: '<none>',
    Suspend: 'False',
    Active: 1,
    'Last Schedule': '60s',
    Containers: 'c',
    Selector: '<none>',
  });
});
