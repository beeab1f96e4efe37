import type { Pod } from '@kubets/proto-gen/core/v1';
import { rankForDeletion } from '../../pods/deletion-ranking';
import { mergeIntervals, withIndexes } from './index-intervals';
import { completionIndexOf, hasLimitPerIndex, isIndexed, isLeaving, isSuspended, replacesFailedOnly } from './job-pods';
import type { JobView } from './observe-job';
import { backoffMs, indexBackoffMs } from './pod-backoff';

/** At most so many pods are made or deleted for one job in one round. */
const BURST = 500;

export type PodPlan =
  | { act: 'delete'; pods: readonly Pod[] }
  /** Of pods with indexes which; of others `undefined` for each. */
  | { act: 'create'; indexes: readonly (number | undefined)[] }
  /** What failed is tried again later. */
  | { act: 'wait'; waitMs: number }
  | { act: 'nothing' };

/** How many pods should be running: never more than successes are still missing. */
function wantedActive({ job, active, succeeded }: JobView): number {
  const { completions, parallelism = 1 } = job.spec ?? {};
  // One success is enough, and what else runs is waited for.
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

/** The pods that have no valid index, and all but the best of those that have the same. */
function doubledPods({ job, active, now }: JobView): { doubled: Pod[]; left: Pod[] } {
  const byIndex = new Map<number, Pod[]>();
  const doubled: Pod[] = [];
  for (const pod of active) {
    const index = completionIndexOf(pod);
    if (index === undefined || index >= (job.spec?.completions ?? 0)) doubled.push(pod);
    else byIndex.set(index, [...(byIndex.get(index) ?? []), pod]);
  }
  const left: Pod[] = [];
  for (const [, pods] of [...byIndex].sort(([a], [b]) => a - b)) {
    const ranked = pods.length > 1 ? rankForDeletion(pods, [], now) : pods;
    doubled.push(...ranked.slice(0, -1));
    left.push(...ranked.slice(-1));
  }
  return { doubled, left };
}

/** The pods that have to go, those that have got least far first. */
function surplusPods(view: JobView, atLeast: number): Pod[] {
  const { doubled, left } = isIndexed(view.job) ? doubledPods(view) : { doubled: [], left: [...view.active] };
  const more = atLeast - doubled.length;
  return more > 0 ? [...doubled, ...rankForDeletion(left, [], view.now).slice(0, more)] : doubled;
}

/** The first indexes that nothing is done for, and that are neither done nor given up. */
function pendingIndexes({ job, pods, active, succeededIndexes, failedIndexes = [] }: JobView, count: number): number[] {
  const leaving = replacesFailedOnly(job) ? pods.filter(isLeaving) : [];
  const taken = [...active, ...leaving].flatMap((pod) => completionIndexOf(pod) ?? []);
  const indexes: number[] = [];
  let candidate = 0;
  const upTo = (end: number): void => {
    for (; candidate < end && indexes.length < count; candidate++) indexes.push(candidate);
  };
  const completions = job.spec?.completions ?? 0;
  for (const { first, last } of mergeIntervals(withIndexes(succeededIndexes, taken), failedIndexes)) {
    upTo(Math.min(first, completions));
    candidate = Math.max(candidate, last + 1);
  }
  upTo(completions);
  return indexes;
}

function planCreation(view: JobView, count: number): PodPlan {
  const { job, now, backoff, toBeReplaced } = view;
  const perIndex = hasLimitPerIndex(job);
  const waitMs = perIndex ? 0 : backoffMs(backoff, now);
  if (waitMs > 0) return { act: 'wait', waitMs };
  const most = Math.min(count, BURST);
  if (!isIndexed(job)) return { act: 'create', indexes: Array.from({ length: most }, () => undefined) };
  const indexes = pendingIndexes(view, most);
  if (!perIndex) return { act: 'create', indexes };
  const waits = new Map(indexes.map((index) => [index, indexBackoffMs(toBeReplaced.get(index), now)]));
  const due = indexes.filter((index) => waits.get(index) === 0);
  if (due.length > 0 || indexes.length === 0) return { act: 'create', indexes: due };
  return { act: 'wait', waitMs: Math.min(...waits.values()) };
}

/** What is to be done about the pods of a job that goes on. Deletions come first, and creations in another round. */
export function planPods(view: JobView): PodPlan {
  const { job, active, terminating } = view;
  if (isSuspended(job)) return active.length > 0 ? { act: 'delete', pods: active } : { act: 'nothing' };
  const wanted = wantedActive(view);
  const surplus = surplusPods(view, Math.max(0, active.length - wanted)).slice(0, BURST);
  if (surplus.length > 0) return { act: 'delete', pods: surplus };
  const missing = wanted - active.length - (replacesFailedOnly(job) ? terminating : 0);
  return missing > 0 ? planCreation(view, missing) : { act: 'nothing' };
}
