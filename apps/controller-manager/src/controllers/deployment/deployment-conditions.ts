import { findCondition, withoutCondition } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { DeploymentCondition, DeploymentStatus } from '@kubets/proto-gen/apps/v1';

export type DeploymentConditionType = 'Available' | 'Progressing' | 'ReplicaFailure';

/** Reasons of the Progressing condition. */
export const NEW_SET_AVAILABLE = 'NewReplicaSetAvailable';
export const TIMED_OUT = 'ProgressDeadlineExceeded';

interface ConditionValue {
  type: DeploymentConditionType;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
}

/** A condition that was set and changed now. */
export function deploymentCondition(value: ConditionValue, now: Date): DeploymentCondition {
  const time = rfc3339(now);
  return {
    type: value.type,
    status: value.status,
    lastUpdateTime: time,
    lastTransitionTime: time,
    reason: value.reason,
    message: value.message,
  };
}

/** Sets a condition; with the same status and reason as before the old one stays as it is, times included. */
export function setCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = findCondition(status.conditions, condition.type ?? '');
  if (current?.status === condition.status && current?.reason === condition.reason) return status;
  const lastTransitionTime =
    current?.status === condition.status ? current?.lastTransitionTime : condition.lastTransitionTime;
  return {
    ...status,
    conditions: [...withoutCondition(status.conditions, condition.type ?? ''), { ...condition, lastTransitionTime }],
  };
}

/** Sets a condition even if status and reason are the same, for it has to show that something moved again. */
export function refreshCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = findCondition(status.conditions, condition.type ?? '');
  const lastTransitionTime =
    current?.status === condition.status ? current?.lastTransitionTime : condition.lastTransitionTime;
  return {
    ...status,
    conditions: [...withoutCondition(status.conditions, condition.type ?? ''), { ...condition, lastTransitionTime }],
  };
}

export const removeCondition = (status: DeploymentStatus, type: DeploymentConditionType): DeploymentStatus =>
  findCondition(status.conditions, type)
    ? { ...status, conditions: withoutCondition(status.conditions, type) }
    : status;
