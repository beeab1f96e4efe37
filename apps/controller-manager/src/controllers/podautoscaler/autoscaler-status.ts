import { rfc3339 } from '@kubets/apimachinery';
import type { HorizontalPodAutoscalerCondition, HorizontalPodAutoscalerStatus } from '@kubets/proto-gen/autoscaling/v2';

export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited' | 'ScaledToZero';

export interface Condition {
  type: ConditionType;
  status: 'True' | 'False';
  reason: string;
  message: string;
}

/** The conditions with one of them as it is now. */
export function withCondition(
  conditions: readonly HorizontalPodAutoscalerCondition[],
  condition: Condition,
  now: Date,
): HorizontalPodAutoscalerCondition[] {
  const before = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : rfc3339(now);
  const changed = { ...before, ...condition, lastTransitionTime };
  return before ? conditions.map((one) => (one === before ? changed : one)) : [...conditions, changed];
}

export const isConditionTrue = (status: HorizontalPodAutoscalerStatus | undefined, type: ConditionType): boolean =>
  status?.conditions?.find((one) => one.type === type)?.status === 'True';
