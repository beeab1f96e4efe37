import { rfc3339 } from '@kubets/apimachinery';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import type { PodDisruptionBudgetStatus } from '@kubets/proto-gen/policy/v1';
import { findCondition } from '../conditions';

const TYPE = 'DisruptionAllowed';
export const SYNC_FAILED = 'SyncFailed';

/** The status with its condition `DisruptionAllowed` set; its time moves only with its status. */
export function withAllowance(
  status: PodDisruptionBudgetStatus,
  { reason, message }: { reason: string; message: string },
  now: Date,
): PodDisruptionBudgetStatus {
  const conditions = status.conditions ?? [];
  const current = findCondition(conditions, TYPE);
  const allowed = (status.disruptionsAllowed ?? 0) > 0 ? 'True' : 'False';
  const next: Condition = {
    type: TYPE,
    status: allowed,
    observedGeneration: status.observedGeneration,
    lastTransitionTime: current?.status === allowed ? current.lastTransitionTime : rfc3339(now),
    reason,
    message,
  };
  return {
    ...status,
    conditions: current ? conditions.map((other) => (other === current ? next : other)) : [...conditions, next],
  };
}

/** {@link withAllowance} of what the counts say. */
export function withCountedAllowance(status: PodDisruptionBudgetStatus, now: Date): PodDisruptionBudgetStatus {
  const reason = (status.disruptionsAllowed ?? 0) > 0 ? 'SufficientPods' : 'InsufficientPods';
  return withAllowance(status, { reason, message: '' }, now);
}
