import type { Case } from '../../case';
import { changed, condition, CONTAINERS, template } from './changed';

export const JOB_UPDATES: readonly Case[] = [
  changed('Job', [
    { spec: { completions: 5 } },
    { spec: { parallelism: 3, activeDeadlineSeconds: 9, ttlSecondsAfterFinished: 5 } },
    { spec: { completionMode: 'Indexed' } },
    { spec: { selector: { matchLabels: { a: 'b' } } } },
    { spec: { manualSelector: true } },
    { spec: { podFailurePolicy: { rules: [] } } },
    { spec: { backoffLimit: 2 } },
    { spec: { backoffLimitPerIndex: 2 } },
    { spec: { managedBy: 'example.com/a' } },
    { spec: { podReplacementPolicy: 'Failed' } },
    { spec: { suspend: true } },
    template(CONTAINERS),
    template({ nodeSelector: { x: 'y' } }),
    template({}, { labels: { c: 'd' } }),
    { spec: { ttlSecondsAfterFinished: -1 } },
  ]),
  changed(
    'Job',
    [
      { spec: { completions: 6, parallelism: 6 } },
      { spec: { completions: 4 } },
      { spec: { parallelism: 7, completions: 7 } },
      { spec: { completions: null } },
    ],
    { spec: { completions: 5, parallelism: 5, completionMode: 'Indexed' } },
  ),
  changed(
    'Job',
    [
      template({ nodeSelector: { x: 'y' } }),
      template({ tolerations: [{ operator: 'Exists' }] }),
      template({ schedulingGates: [{ name: 'a' }] }),
      { spec: { suspend: false } },
      template({ nodeSelector: { x: 'z' } }),
    ],
    { spec: { suspend: true } },
  ),
  changed(
    'Job',
    [
      { status: { active: -1, succeeded: -1, failed: -1 } },
      { status: { active: 1, ready: 2 } },
      {
        status: {
          active: 2,
          ready: 1,
          startTime: '2026-01-31T09:30:00Z',
          uncountedTerminatedPods: { succeeded: ['a'] },
        },
      },
      { status: { uncountedTerminatedPods: { succeeded: ['a', 'a'], failed: ['a', ''] } } },
      { status: { completedIndexes: '1-' } },
      { status: { conditions: [condition('Complete')] } },
      { status: { conditions: [condition('SuccessCriteriaMet')], uncountedTerminatedPods: {} } },
      {
        status: {
          active: 0,
          ready: 0,
          uncountedTerminatedPods: null,
          completionTime: '2026-01-31T09:31:00Z',
          conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
        },
      },
      { status: { conditions: [condition('SuccessCriteriaMet'), condition('Complete'), condition('Failed')] } },
      { status: { conditions: [] } },
      { status: { startTime: null } },
    ],
    {},
    '/status',
  ),
  changed('CronJob', [
    { spec: { schedule: 'x' } },
    { spec: { schedule: '@daily' } },
    { spec: { timeZone: 'UTC' } },
    { spec: { suspend: true } },
    { spec: { jobTemplate: { spec: { template: { spec: CONTAINERS } } } } },
  ]),
  changed(
    'CronJob',
    [{ status: { lastScheduleTime: '2026-01-31T09:30:00Z', active: [{ kind: 'Job', name: 'a' }] } }],
    {},
    '/status',
  ),
];
