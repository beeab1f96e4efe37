import { isConditionTrue } from '@kubets/api';
import { formatLabelSelector, humanDuration } from '@kubets/apimachinery';
import type { Job } from '@kubets/proto-gen/batch/v1';
import { ageColumn, nameColumn, podTemplateColumns, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

function statusOf({ metadata, status }: Job): string {
  const holds = (type: string): boolean => isConditionTrue(status?.conditions, type);
  const ended = ['Complete', 'Failed'].find(holds);
  if (ended) return ended;
  if (metadata?.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function completionsOf({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return (spec?.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec?.parallelism}` : `${succeeded}/1`;
}

function durationOf({ status }: Job, now: Date): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now.getTime();
  return humanDuration(end - Date.parse(status.startTime));
}

export const jobColumns: TableColumn<Job>[] = [
  nameColumn,
  textColumn<Job>({ name: 'Status', description: 'What the job is doing, or how it ended.', value: statusOf }),
  textColumn<Job>({
    name: 'Completions',
    description: 'How many pods have succeeded, out of how many have to.',
    value: completionsOf,
  }),
  textColumn<Job>({
    name: 'Duration',
    description: 'How long the job took, or has been running.',
    value: (job, { now }) => durationOf(job, now),
  }),
  ageColumn,
  ...podTemplateColumns<Job>(({ spec }) => spec?.template?.spec),
  textColumn<Job>({
    name: 'Selector',
    description: 'Which pods belong to the job.',
    wide: true,
    value: ({ spec }) => formatLabelSelector(spec?.selector),
  }),
];
