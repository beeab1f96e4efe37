import {
  isAlreadyExists,
  isControlledBy,
  isNotFound,
  nameOf,
  namespaceOf,
  rfc3339,
  semanticEqual,
  statusErrorFrom,
  uidOf,
} from '@kubets/apimachinery';
import type { EventRecorder, KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { CronJob, CronJobStatus, Job } from '@kubets/proto-gen/batch/v1';
import type { ObjectReference } from '@kubets/proto-gen/core/v1';
import { isNamespaceTerminating } from '../../namespace-terminating';
import { endOfJob, expiredJobs, hasSucceeded } from './job-history';
import { CRON_JOB, jobNameOf, jobOfRun } from './job-of-run';
import { runsUntil, timeToNextMs } from './missed-runs';
import { scheduleOf } from './schedule-of';

export interface CronJobSyncOptions {
  client: Pick<KubeClient, 'jobs' | 'cronJobs'>;
  recorder: EventRecorder;
  clock: Clock;
}

const referenceOf = (job: Job): ObjectReference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name: nameOf(job),
  namespace: namespaceOf(job),
  uid: uidOf(job),
  resourceVersion: job.metadata?.resourceVersion,
});

const errorText = (error: unknown): string => statusErrorFrom(error).message;

/** Brings a CronJob and the jobs that it controls in line; answers when to look again, in ms. */
export function createCronJobSync({ client, recorder, clock }: CronJobSyncOptions) {
  /** One round: the status as it becomes, and the events told on the way. */
  function roundOf(cronJob: CronJob) {
    const status: CronJobStatus = { ...cronJob.status };
    const subject = { ...cronJob, ...CRON_JOB };
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      recorder.event(subject, type, reason, message);
    const isActive = (uid: string): boolean => status.active?.some((active) => active.uid === uid) ?? false;
    const ended = (uid: string | undefined): void => {
      const active = status.active?.filter((reference) => reference.uid !== uid) ?? [];
      status.active = active.length > 0 ? active : undefined;
    };

    /** True when it is gone. */
    async function remove(job: Job): Promise<boolean> {
      const ref = { namespace: namespaceOf(job), name: nameOf(job) };
      try {
        await client.jobs.delete(ref, { propagationPolicy: 'Background' });
      } catch (error) {
        tell('Warning', 'FailedDelete', `Deleted job: ${errorText(error)}`);
        return false;
      }
      ended(uidOf(job));
      tell('Normal', 'SuccessfulDelete', `Deleted job ${nameOf(job)}`);
      return true;
    }

    async function observe(jobs: readonly Job[]): Promise<void> {
      for (const job of jobs) {
        const end = endOfJob(job);
        if (!end && !isActive(uidOf(job))) {
          const fresh = await client.cronJobs.get({ namespace: namespaceOf(cronJob), name: nameOf(cronJob) });
          if (fresh.status?.active?.some(({ uid }) => uid === uidOf(job))) Object.assign(status, fresh.status);
          else
            tell('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${nameOf(job)}`);
        }
        if (end && isActive(uidOf(job))) {
          ended(uidOf(job));
          tell('Normal', 'SawCompletedJob', `Saw completed job: ${nameOf(job)}, condition: ${end}`);
        }
        const { completionTime } = job.status ?? {};
        const last = Date.parse(status.lastSuccessfulTime ?? '') || -Infinity;
        if (hasSucceeded(job) && completionTime !== undefined && Date.parse(completionTime) > last)
          status.lastSuccessfulTime = completionTime;
      }
      const known = new Set(jobs.map(uidOf));
      for (const { uid, namespace = '', name = '' } of [...(status.active ?? [])]) {
        if (known.has(uid ?? '')) continue;
        // The cache may be late.
        const missing = await client.jobs.get({ namespace, name }).then(
          () => false,
          (error: unknown) => {
            if (isNotFound(error)) return true;
            throw error;
          },
        );
        if (!missing) continue;
        tell('Normal', 'MissingJob', `Active job went missing: ${name}`);
        ended(uid);
      }
    }

    /** Makes room for a run; false when there is none. */
    async function makeRoom(): Promise<boolean> {
      const policy = cronJob.spec?.concurrencyPolicy;
      const active = [...(status.active ?? [])];
      if (policy === 'Forbid' && active.length > 0) {
        const text = 'Not starting job because prior execution is running and concurrency policy is Forbid';
        tell('Normal', 'JobAlreadyActive', text);
        return false;
      }
      for (const { namespace = '', name = '' } of policy === 'Replace' ? active : []) {
        const job = await client.jobs.get({ namespace, name }).catch((error: unknown) => {
          tell('Warning', 'FailedGet', `Get job: ${errorText(error)}`);
          throw error;
        });
        if (!(await remove(job))) throw new Error(`could not replace job ${namespace}/${name}`);
      }
      return true;
    }

    /** The job of a run, made now or by a round before that did not get to write it down. */
    async function start(runMs: number): Promise<void> {
      const wanted = jobOfRun(cronJob, runMs);
      let job: Job;
      try {
        job = await client.jobs.create(wanted);
        tell('Normal', 'SuccessfulCreate', `Created job ${nameOf(job)}`);
      } catch (error) {
        if (!isAlreadyExists(error)) {
          if (!isNamespaceTerminating(error))
            tell('Warning', 'FailedCreate', `Error creating job: ${errorText(error)}`);
          throw error;
        }
        job = await client.jobs.get({ namespace: namespaceOf(wanted), name: nameOf(wanted) });
        if (!isControlledBy(job, cronJob) || isActive(uidOf(job))) return;
      }
      status.active = [...(status.active ?? []), referenceOf(job)];
      status.lastScheduleTime = rfc3339(new Date(runMs));
    }

    /** Answers when the next run is due; undefined when there is none. */
    async function run(): Promise<number | undefined> {
      const schedule = scheduleOf(cronJob);
      if ('reason' in schedule && schedule.reason === 'UnknownTimeZone') {
        tell('Warning', schedule.reason, schedule.message);
        return undefined;
      }
      if (cronJob.spec?.suspend) return undefined;
      if ('reason' in schedule) {
        tell('Warning', schedule.reason, schedule.message);
        return undefined;
      }
      const now = clock.now();
      const current = (): CronJob => ({ ...cronJob, status });
      const runs = runsUntil(current(), { now, schedule, deadline: true });
      if (typeof runs === 'string') {
        tell('Warning', 'InvalidSchedule', `invalid schedule: ${cronJob.spec?.schedule} : ${runs}`);
        return undefined;
      }
      const { lastMs } = runs;
      if (lastMs === undefined) return timeToNextMs(current(), now, schedule);
      if (runs.missed === 'many') {
        const text = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
        tell('Warning', 'TooManyMissedTimes', text);
      }
      const { startingDeadlineSeconds } = cronJob.spec ?? {};
      if (startingDeadlineSeconds !== undefined && lastMs + Number(startingDeadlineSeconds) * 1000 < now.getTime()) {
        const due = new Date(lastMs).toUTCString().replace('GMT', '+0000');
        tell('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${due}`);
        return timeToNextMs(current(), now, schedule);
      }
      const name = jobNameOf(cronJob, lastMs);
      const isDone =
        status.active?.some((active) => active.name === name) || Date.parse(status.lastScheduleTime ?? '') === lastMs;
      if (!isDone && (await makeRoom())) await start(lastMs);
      return timeToNextMs(current(), now, schedule);
    }

    return { status, observe, run, remove };
  }

  return async function sync(cronJob: CronJob, jobs: readonly Job[]): Promise<number | undefined> {
    const { status, observe, run, remove } = roundOf(cronJob);
    const expired = expiredJobs(cronJob, jobs);
    for (const job of expired) await remove(job);
    let waitMs: number | undefined;
    let failure: unknown;
    try {
      await observe(jobs.filter((job) => !expired.includes(job) && job.metadata?.deletionTimestamp === undefined));
      if (cronJob.metadata?.deletionTimestamp === undefined) waitMs = await run();
    } catch (error) {
      failure = error;
    }
    if (!semanticEqual(cronJob.status ?? {}, status)) await client.cronJobs.updateStatus({ ...cronJob, status });
    if (failure !== undefined) throw failure;
    return waitMs;
  };
}
