import { ageOf, formatLabelSelector } from '@kubets/apimachinery';
import type { CronJob } from '@kubets/proto-gen/batch/v1';
import { ageColumn, countColumn, nameColumn, podTemplateColumns, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

export const cronJobColumns: TableColumn<CronJob>[] = [
  nameColumn,
  textColumn<CronJob>({
    name: 'Schedule',
    description: 'When jobs are made, in the form of cron.',
    value: ({ spec }) => spec?.schedule ?? '',
  }),
  textColumn<CronJob>({
    name: 'Timezone',
    description: 'Whose clock the schedule goes by.',
    value: ({ spec }) => spec?.timeZone ?? '<none>',
  }),
  {
    name: 'Suspend',
    type: 'boolean',
    description: 'Whether no jobs are made for now.',
    priority: 0,
    value: ({ spec }) => (spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'),
  },
  countColumn<CronJob>({
    name: 'Active',
    description: 'How many jobs are running.',
    value: ({ status }) => status?.active?.length ?? 0,
  }),
  textColumn<CronJob>({
    name: 'Last Schedule',
    description: 'How long ago the last job was due.',
    value: ({ status }, { now }) => (status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : '<none>'),
  }),
  ageColumn,
  ...podTemplateColumns<CronJob>(({ spec }) => spec?.jobTemplate?.spec?.template?.spec),
  textColumn<CronJob>({
    name: 'Selector',
    description: 'Which pods belong to the jobs.',
    wide: true,
    value: ({ spec }) => formatLabelSelector(spec?.jobTemplate?.spec?.selector),
  }),
];
