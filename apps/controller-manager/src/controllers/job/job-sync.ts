import { isPodReady } from '@kubets/api';
import { objectKey, rfc3339, uidOf } from '@kubets/apimachinery';
import type { EventRecorder, KubeClient } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { Job, JobStatus } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { OwnedPods } from '../../owned/owned-pods';
import { countPods, heldUids, withCounted } from './count-pods';
import { withJobCondition, type ConditionText } from './job-conditions';
import { completionOf, endOf, finalOf, isDecided, timeToDeadlineMs, type JobEnd } from './job-end';
import { podIdentityOf, podTemplateOf } from './job-pod';
import { isSuspended, isTracked } from './job-pods';
import { releasePod, type JobWriter } from './job-writer';
import { observeJob, type JobView } from './observe-job';
import { planPods, type PodPlan } from './plan-pods';
import type { BackoffRecord } from './pod-backoff';

export interface JobSyncOptions {
  pods: OwnedPods<Job>;
  client: Pick<KubeClient, 'pods'>;
  writer: JobWriter;
  recorder: EventRecorder;
  clock: Clock;
}

/** What one job's pods have come to after a round. */
interface Managed {
  active: number;
  ready: number;
  terminating: number;
  error?: unknown;
  waitMs?: number;
}

export interface JobSync {
  /** Brings one job and its pods in line; answers when to look again, in ms. */
  sync(job: Job): Promise<number | undefined>;
  forget(key: string): void;
}

export function createJobSync({ pods, client, writer, recorder, clock }: JobSyncOptions): JobSync {
  const backoffs = new Map<string, BackoffRecord>();
  const releases = new Map<string, Set<string>>();
  const subject = (job: Job): Job => ({ ...job, apiVersion: 'batch/v1', kind: 'Job' });

  /** The uids of pods that were released and that the cache still shows with their finalizer. */
  function releasedOf(job: Job, owned: readonly Pod[]): Set<string> {
    const tracked = new Set(owned.filter(isTracked).map(uidOf));
    const left = new Set([...(releases.get(objectKey(job)) ?? [])].filter((uid) => tracked.has(uid)));
    releases.set(objectKey(job), left);
    return left;
  }

  async function release(job: Job, doomed: readonly Pod[]): Promise<void> {
    const released = releases.get(objectKey(job)) ?? new Set();
    releases.set(objectKey(job), released);
    const results = await Promise.allSettled(
      doomed.map(async (pod) => {
        await releasePod(client.pods, pod);
        released.add(uidOf(pod));
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async function remove(view: JobView, doomed: readonly Pod[], keepsFinalizers: boolean): Promise<Managed> {
    const { active, ready, terminating } = view;
    const before = { active: active.length, ready, terminating };
    try {
      if (!keepsFinalizers) await release(view.job, doomed);
      await pods.delete(subject(view.job), doomed);
    } catch (error) {
      return { ...before, error };
    }
    return {
      active: before.active - doomed.length,
      ready: ready - doomed.filter(isPodReady).length,
      terminating: terminating + doomed.length,
    };
  }

  async function carryOut(view: JobView, plan: PodPlan): Promise<Managed> {
    const { job, active, ready, terminating, toBeReplaced } = view;
    const unchanged = { active: active.length, ready, terminating };
    if (plan.act === 'delete') return remove(view, plan.pods, false);
    if (plan.act === 'wait') return { ...unchanged, waitMs: plan.waitMs };
    if (plan.act !== 'create') return unchanged;
    const identities = plan.indexes.map((index) =>
      podIdentityOf(job, index, index === undefined ? undefined : toBeReplaced.get(index)),
    );
    try {
      await pods.create(subject(job), podTemplateOf(job), identities);
    } catch (error) {
      return { ...unchanged, error };
    }
    return { ...unchanged, active: active.length + identities.length };
  }

  /** Says whether the job is suspended; a job that goes on starts anew. */
  function tellSuspension(job: Job, status: JobStatus): JobStatus {
    const now = clock.now();
    const suspended = isSuspended(job);
    const text: ConditionText = suspended
      ? { type: 'Suspended', reason: 'JobSuspended', message: 'Job suspended' }
      : { type: 'Suspended', reason: 'JobResumed', message: 'Job resumed' };
    const conditions = withJobCondition(status.conditions, text, suspended ? 'True' : 'False', now);
    if (!conditions) return status;
    recorder.event(subject(job), 'Normal', suspended ? 'Suspended' : 'Resumed', text.message);
    return { ...status, conditions, startTime: suspended ? undefined : rfc3339(now) };
  }

  /** Counts what has ended, lets it go, and ends the job when all is counted. */
  async function track(view: JobView, before: JobStatus, end: JobEnd | undefined): Promise<void> {
    const now = clock.now();
    const counting = countPods(view, before, end);
    const decided =
      end && !isDecided(view.job, end) ? withJobCondition(before.conditions, end, 'True', now) : undefined;
    const status = { ...counting.status, ...(decided && { conditions: decided }) };
    const stored = await writer.writeStatus(view.job, status);
    backoffs.set(objectKey(view.job), view.backoff);

    let failure: unknown;
    await release(view.job, counting.release).catch((error: unknown) => void (failure = error));
    const held = heldUids({ ...view, released: releases.get(objectKey(view.job)) ?? new Set() });
    const counted = withCounted(stored.status ?? {}, held);
    const { succeeded = [], failed = [] } = counted.uncountedTerminatedPods ?? {};
    const isOver = !failure && !counting.isPartial && succeeded.length + failed.length === 0 && !counted.terminating;
    const final = end && isOver ? finalOf(end) : undefined;
    const ended = final && withJobCondition(counted.conditions, final, 'True', now);
    const finished: JobStatus = {
      ...counted,
      ...(ended && { conditions: ended }),
      ...(final?.type === 'Complete' && { completionTime: rfc3339(now) }),
    };
    const last = await writer.writeStatus(stored, finished);
    if (final) tellEnd(last, final);
    if (failure !== undefined) throw failure;
  }

  function tellEnd(job: Job, { type, reason, message }: ConditionText): void {
    if (type === 'Failed') return recorder.event(subject(job), 'Warning', reason, message);
    const { completions } = job.spec ?? {};
    if (completions !== undefined && (job.status?.succeeded ?? 0) > completions) {
      const text = 'Too many succeeded pods running after completion count reached';
      recorder.event(subject(job), 'Warning', 'TooManySucceededPods', text);
    }
    recorder.event(subject(job), 'Normal', 'Completed', 'Job completed');
  }

  async function sync(job: Job): Promise<number | undefined> {
    // Before the pods are looked at: what is seen after this may be more than what was expected, never less.
    const inStep = pods.inStep(objectKey(job));
    const owned = await pods.claim(job);
    const now = clock.now();
    const startTime = job.status?.startTime ?? (isSuspended(job) ? undefined : rfc3339(now));
    let status: JobStatus = { uncountedTerminatedPods: {}, ...job.status, ...(startTime && { startTime }) };
    const facts = { job: { ...job, status }, pods: owned, released: releasedOf(job, owned), now };
    const view = observeJob({ ...facts, backoff: backoffs.get(objectKey(job)) });

    let end = endOf(view);
    let managed: Managed;
    if (end) {
      managed = await remove(view, view.active, true);
      // While pods may run that are not seen, the job has not ended.
      if (managed.active > 0 || !inStep) end = undefined;
    } else {
      const manages = inStep && job.metadata?.deletionTimestamp === undefined;
      managed = await carryOut(view, manages ? planPods(view) : { act: 'nothing' });
      end = completionOf(view, managed.active);
      if (!end && manages) status = tellSuspension(job, status);
    }
    const { active, ready, terminating, error, waitMs } = managed;
    await track({ ...view, job, terminating }, { ...status, active: active || undefined, ready, terminating }, end);
    if (error !== undefined) throw error;
    const waits = [waitMs, timeToDeadlineMs(view.job, now)].filter((ms) => ms !== undefined && ms > 0);
    return waits.length > 0 ? Math.min(...(waits as number[])) : undefined;
  }

  return {
    sync,
    forget(key) {
      backoffs.delete(key);
      releases.delete(key);
    },
  };
}
