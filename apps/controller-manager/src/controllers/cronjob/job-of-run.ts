import { timeZoneOf, wallClock } from '@kubets/api';
import { nameOf, namespaceOf, ownerReferenceOf } from '@kubets/apimachinery';
import type { CronJob, Job } from '@kubets/proto-gen/batch/v1';

export const CRON_JOB = { apiVersion: 'batch/v1', kind: 'CronJob' };
const SCHEDULED_TIME = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
const MINUTE_MS = 60_000;

/** Each run has a name of its own, so that no run has two jobs. */
export const jobNameOf = (cronJob: CronJob, runMs: number): string =>
  `${nameOf(cronJob)}-${Math.floor(runMs / MINUTE_MS)}`;

/** RFC 3339 by the clock of the time zone: `2026-03-29T03:00:00+02:00`. */
function timeIn(timeZone: string | undefined, atMs: number): string {
  const zone = timeZoneOf(timeZone ?? '');
  const offset = (zone?.offsetMs(atMs) ?? 0) / MINUTE_MS;
  const clock = (zone ? wallClock(zone, atMs) : new Date(atMs)).toISOString().slice(0, 19);
  if (offset === 0) return `${clock}Z`;
  const two = (number: number): string => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${clock}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

export function jobOfRun(cronJob: CronJob, runMs: number): Job {
  const { metadata, spec } = cronJob.spec?.jobTemplate ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobNameOf(cronJob, runMs),
      namespace: namespaceOf(cronJob),
      labels: { ...metadata?.labels },
      annotations: { ...metadata?.annotations, [SCHEDULED_TIME]: timeIn(cronJob.spec?.timeZone, runMs) },
      ownerReferences: [ownerReferenceOf(cronJob, CRON_JOB)],
    },
    spec,
  };
}
