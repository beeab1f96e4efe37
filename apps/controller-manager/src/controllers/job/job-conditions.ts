import { findCondition, isConditionTrue } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { Job, JobCondition } from '@kubets/proto-gen/batch/v1';

export type ConditionText = Required<Pick<JobCondition, 'type' | 'reason' | 'message'>>;

export const holdsTrue = ({ status }: Job, type: string): boolean => isConditionTrue(status?.conditions, type);
export const isFinished = (job: Job): boolean => holdsTrue(job, 'Complete') || holdsTrue(job, 'Failed');

function jobCondition(text: ConditionText, status: 'True' | 'False', now: Date): JobCondition {
  const { type, reason, message } = text;
  return { type, status, lastProbeTime: rfc3339(now), lastTransitionTime: rfc3339(now), reason, message };
}

/** The conditions with one set; undefined when nothing changes. What has never been is not said to be false. */
export function withJobCondition(
  conditions: readonly JobCondition[] = [],
  text: ConditionText,
  status: 'True' | 'False',
  now: Date,
): JobCondition[] | undefined {
  const current = findCondition(conditions, text.type);
  const next = jobCondition(text, status, now);
  if (!current) return status === 'False' ? undefined : [...conditions, next];
  if (current.status === status && current.reason === text.reason && current.message === text.message) return undefined;
  return conditions.map((other) => (other === current ? next : other));
}
