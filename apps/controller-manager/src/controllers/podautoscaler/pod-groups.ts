import type { Pod, PodCondition } from '@kubets/proto-gen/core/v1';

/** A figure of one pod, in thousandths. */
export interface PodMetric {
  value: number;
  timestampMs: number;
  windowMs: number;
}

/** By the pods' names. */
export type PodMetrics = Map<string, PodMetric>;

export interface ReadinessRules {
  now: Date;
  /** So long after its start a pod's CPU counts only while it is ready, and measured since it was. */
  cpuInitializationPeriodMs: number;
  /** A pod that is not ready and whose readiness has not changed since so long after its start, never was. */
  initialReadinessDelayMs: number;
}

export interface PodGroups {
  ready: number;
  /** They run, or will, and their figures say nothing. */
  unready: Set<string>;
  /** They run, and there is no figure. */
  missing: Set<string>;
  /** They have failed, or go. */
  ignored: Set<string>;
}

const isFuture = (timeMs: number, { now }: ReadinessRules): boolean => timeMs > now.getTime();

/** Which pods count. `resource` is what is measured, where it is one: CPU says nothing of a pod that is not ready. */
export function groupPods(
  pods: readonly Pod[],
  metrics: PodMetrics,
  resource: string,
  rules: ReadinessRules,
): PodGroups {
  const groups: PodGroups = { ready: 0, unready: new Set(), missing: new Set(), ignored: new Set() };
  for (const pod of pods) {
    const name = pod.metadata?.name ?? '';
    const metric = metrics.get(name);
    if (pod.metadata?.deletionTimestamp || pod.status?.phase === 'Failed') groups.ignored.add(name);
    else if (pod.status?.phase === 'Pending') groups.unready.add(name);
    else if (!metric) groups.missing.add(name);
    else if (resource === 'cpu' && saysNothing(pod, metric, rules)) groups.unready.add(name);
    else groups.ready++;
  }
  return groups;
}

function saysNothing({ status }: Pod, metric: PodMetric, rules: ReadinessRules): boolean {
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  if (!condition || !status?.startTime) return true;
  const startedMs = Date.parse(status.startTime);
  const changedMs = transitionMs(condition);
  const isUnready = condition.status === 'False';
  if (isFuture(startedMs + rules.cpuInitializationPeriodMs, rules))
    return isUnready || metric.timestampMs < changedMs + metric.windowMs;
  return isUnready && startedMs + rules.initialReadinessDelayMs > changedMs;
}

const transitionMs = ({ lastTransitionTime }: PodCondition): number =>
  lastTransitionTime ? Date.parse(lastTransitionTime) : 0;
