import type { HPAScalingRules } from '@kubets/proto-gen/autoscaling/v2';

/** A change of the number of replicas, which is positive whichever way it went. */
export interface ScaleEvent {
  change: number;
  atMs: number;
}

const SECOND_MS = 1000;
const MOST = 2 ** 31 - 1;
const LEAST = -(2 ** 31);

const changeWithin = (seconds: number, events: readonly ScaleEvent[], nowMs: number): number =>
  events.filter(({ atMs }) => atMs > nowMs - seconds * SECOND_MS).reduce((sum, { change }) => sum + change, 0);

export interface Changes {
  current: number;
  ups: readonly ScaleEvent[];
  downs: readonly ScaleEvent[];
  nowMs: number;
}

/** How many there may be at most now by the rules for scaling up. */
export function scaleUpLimit(changes: Changes, { selectPolicy, policies = [] }: HPAScalingRules): number {
  if (selectPolicy === 'Disabled') return changes.current;
  const proposed = policies.map(({ type, value = 0, periodSeconds = 0 }) => {
    const before = replicasBefore(changes, periodSeconds);
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return selectPolicy === 'Min' ? Math.min(MOST, ...proposed) : Math.max(LEAST, ...proposed);
}

/** How few there may be at least now by the rules for scaling down. */
export function scaleDownLimit(changes: Changes, { selectPolicy, policies = [] }: HPAScalingRules): number {
  if (selectPolicy === 'Disabled') return changes.current;
  const proposed = policies.map(({ type, value = 0, periodSeconds = 0 }) => {
    const before = replicasBefore(changes, periodSeconds);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  return selectPolicy === 'Min' ? Math.max(LEAST, ...proposed) : Math.min(MOST, ...proposed);
}

/** At the beginning of a policy's period. */
const replicasBefore = ({ current, ups, downs, nowMs }: Changes, periodSeconds: number): number =>
  current - changeWithin(periodSeconds, ups, nowMs) + changeWithin(periodSeconds, downs, nowMs);

/** Events that no policy asks for any more are left out. */
export function recentEvents(events: readonly ScaleEvent[], rules: HPAScalingRules, nowMs: number): ScaleEvent[] {
  const longest = Math.max(0, ...(rules.policies ?? []).map(({ periodSeconds = 0 }) => periodSeconds));
  return events.filter(({ atMs }) => atMs >= nowMs - longest * SECOND_MS);
}
