import {
  isConditionTrue,
  findCondition,
  isPodReady,
  isPodTerminating,
  withAllowance,
  withCountedAllowance,
  SYNC_FAILED,
} from '@kubets/api';
import { nameOf, semanticEqual } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '@kubets/proto-gen/policy/v1';
import { scaledValue } from '../../pods/scaled-value';

/** So long after it was allowed, a pod's deletion is waited for. */
const DELETION_TIMEOUT_MS = 2 * 60_000;

/** The pods that a budget expects, and how many of them have to be healthy. */
export interface Expected {
  pods: number;
  healthy: number;
}

/** Whether the scales of the pods' controllers decide how many pods there should be. */
export const goesByScale = ({ spec }: PodDisruptionBudget): boolean =>
  spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string';

/** `scale`: how many pods their controllers want; of a budget that names a number of pods, those there are. @throws Error for an amount that is none. */
export function expectedOf({ spec }: PodDisruptionBudget, pods: number, scale: number): Expected {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (maxUnavailable !== undefined)
    return { pods: scale, healthy: Math.max(0, scale - scaledValue(maxUnavailable, scale, 'up')) };
  if (typeof minAvailable === 'number') return { pods, healthy: minAvailable };
  if (minAvailable === undefined) return { pods: 0, healthy: 0 };
  return { pods: scale, healthy: scaledValue(minAvailable, scale, 'up') };
}

/** The evictions that are still to be seen, the pods that outlived theirs, and when to look again. */
export function pendingDisruptions({ status }: PodDisruptionBudget, pods: readonly Pod[], now: Date) {
  const pending: Record<string, string> = {};
  const outlived: Pod[] = [];
  let recheckMs: number | undefined;
  for (const pod of pods) {
    const since = status?.disruptedPods?.[nameOf(pod)];
    if (since === undefined || isPodTerminating(pod)) continue;
    const leftMs = Date.parse(since) + DELETION_TIMEOUT_MS - now.getTime();
    if (leftMs < 0) outlived.push(pod);
    else {
      pending[nameOf(pod)] = since;
      recheckMs = Math.min(recheckMs ?? Infinity, leftMs);
    }
  }
  return { pending, outlived, recheckMs };
}

const isUpToDate = ({ metadata, status }: PodDisruptionBudget): boolean => {
  const condition = findCondition(status?.conditions, 'DisruptionAllowed');
  const allowed = (status?.disruptionsAllowed ?? 0) > 0;
  return (
    condition !== undefined &&
    condition.reason !== SYNC_FAILED &&
    isConditionTrue([condition], 'DisruptionAllowed') === allowed &&
    String(status?.observedGeneration ?? 0) === String(metadata?.generation ?? 0)
  );
};

/** What the pods say; undefined when the status says so already. */
export function budgetStatus(
  budget: PodDisruptionBudget,
  {
    pods,
    expected,
    pending,
    now,
  }: { pods: readonly Pod[]; expected: Expected; pending: Record<string, string>; now: Date },
): PodDisruptionBudgetStatus | undefined {
  const healthy = pods.filter(
    (pod) => isPodReady(pod) && !isPodTerminating(pod) && pending[nameOf(pod)] === undefined,
  ).length;
  const counts = {
    currentHealthy: healthy,
    desiredHealthy: expected.healthy,
    expectedPods: expected.pods,
    // Where there are no pods yet, the first ones are not to be evicted before they have been counted.
    disruptionsAllowed: expected.pods > 0 ? Math.max(0, healthy - expected.healthy) : 0,
  };
  const { status = {} } = budget;
  const same = (Object.keys(counts) as (keyof typeof counts)[]).every(
    (field) => (status[field] ?? 0) === counts[field],
  );
  if (same && semanticEqual(status.disruptedPods ?? {}, pending) && isUpToDate(budget)) return undefined;
  const observedGeneration = budget.metadata?.generation;
  const { conditions } = status;
  return withCountedAllowance({ ...counts, disruptedPods: pending, observedGeneration, conditions }, now);
}

/** Allows nothing: nobody knows how many pods there should be. */
export const failedStatus = (
  { status = {} }: PodDisruptionBudget,
  message: string,
  now: Date,
): PodDisruptionBudgetStatus =>
  withAllowance({ ...status, disruptionsAllowed: 0 }, { reason: SYNC_FAILED, message }, now);
