import { isPodReady } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { groupPods, type PodMetric, type PodMetrics, type ReadinessRules } from './pod-groups';
import { isWithin, type Tolerances } from './tolerances';

/** How many replicas follow from a figure, and what the figure is: a whole number of thousandths. */
export interface Recommendation {
  replicas: number;
  usage: number;
  /** In percent of what is asked for, where the figure is that. */
  utilization?: number;
}

export interface PodFigures {
  pods: readonly Pod[];
  metrics: PodMetrics;
  /** `cpu` or another resource; empty for a figure that is none. */
  resource: string;
  currentReplicas: number;
  tolerances: Tolerances;
  readiness: ReadinessRules;
}

const MOST_REPLICAS = 2 ** 31 - 1;
const NOTHING: PodMetric = { value: 0, timestampMs: 0, windowMs: 0 };

const wholeReplicas = (count: number): number => Math.min(MOST_REPLICAS, Math.ceil(count));

/** By how much of what they ask for pods use, in percent. @throws Error when nothing can be said. */
export function byUtilization(
  figures: PodFigures,
  requests: ReadonlyMap<string, number>,
  target: number,
): Recommendation {
  const measure = (metrics: PodMetrics): Measured => {
    const { percent, average } = utilizationOf(metrics, requests);
    return { ratio: percent / target, usage: average, utilization: percent };
  };
  // Whoever is not measured uses all that it asks for, or what pods should use where that is more.
  const used = Math.max(100, target);
  return count(figures, measure, (pod) => Math.trunc(((requests.get(pod) ?? 0) * used) / 100));
}

/** By how much pods use on average. `target` in thousandths. @throws Error when nothing can be said. */
export function byAverage(figures: PodFigures, target: number): Recommendation {
  const measure = (metrics: PodMetrics): Measured => {
    const usage = averageOf(metrics);
    return { ratio: usage / target, usage };
  };
  return count(figures, measure, () => target);
}

interface Measured {
  ratio: number;
  usage: number;
  utilization?: number;
}

/**
 * Pods without a figure are taken to use what keeps the number from being changed too far: when there are to be fewer, what
 * `missingValue` says; when there are to be more, nothing, and so are those that are not ready.
 */
function count(
  { pods, metrics: all, resource, currentReplicas, tolerances, readiness }: PodFigures,
  measure: (metrics: PodMetrics) => Measured,
  missingValue: (pod: string) => number,
): Recommendation {
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  const { ready, unready, missing, ignored } = groupPods(pods, all, resource, readiness);
  const metrics = new Map([...all].filter(([pod]) => !ignored.has(pod) && !unready.has(pod)));
  if (metrics.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)');
  const { ratio, ...told } = measure(metrics);
  const unchanged = { ...told, replicas: currentReplicas };
  const growsWithUnready = unready.size > 0 && ratio > 1;
  if (!growsWithUnready && missing.size === 0)
    return isWithin(tolerances, ratio) ? unchanged : { ...told, replicas: wholeReplicas(ratio * ready) };

  if (ratio < 1) for (const pod of missing) metrics.set(pod, { ...NOTHING, value: missingValue(pod) });
  if (ratio > 1) for (const pod of missing) metrics.set(pod, NOTHING);
  if (growsWithUnready) for (const pod of unready) metrics.set(pod, NOTHING);
  const { ratio: cautious } = measure(metrics);
  const turns = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
  if (isWithin(tolerances, cautious) || turns) return unchanged;
  const replicas = wholeReplicas(cautious * metrics.size);
  const isAgainst = (cautious < 1 && replicas > currentReplicas) || (cautious > 1 && replicas < currentReplicas);
  return isAgainst ? unchanged : { ...told, replicas };
}

function utilizationOf(
  metrics: PodMetrics,
  requests: ReadonlyMap<string, number>,
): { percent: number; average: number } {
  let used = 0;
  let asked = 0;
  let known = 0;
  for (const [pod, { value }] of metrics) {
    const request = requests.get(pod);
    if (request === undefined) continue;
    used += value;
    asked += request;
    known++;
  }
  if (asked === 0) throw new Error('no metrics returned matched known pods');
  return { percent: Math.trunc((used * 100) / asked), average: Math.trunc(used / known) };
}

const averageOf = (metrics: PodMetrics): number =>
  Math.trunc([...metrics.values()].reduce((sum, { value }) => sum + value, 0) / metrics.size);

export interface WholeFigure {
  /** Of all pods together, in thousandths. */
  usage: number;
  /** What it should be; for each replica in {@link byShare}. */
  target: number;
  currentReplicas: number;
  tolerances: Tolerances;
}

/** By one figure of all: as many times the pods that are ready as it is its target. From none, as many as it is. @throws Error without pods. */
export function byRatio(
  { usage, target, currentReplicas, tolerances }: WholeFigure,
  pods: readonly Pod[],
): Recommendation {
  const ratio = usage / target;
  if (currentReplicas === 0) return { replicas: wholeReplicas(ratio), usage };
  if (isWithin(tolerances, ratio)) return { replicas: currentReplicas, usage };
  if (pods.length === 0)
    throw new Error('unable to calculate ready pods: no pods returned by selector while calculating replica count');
  const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod)).length;
  return { replicas: wholeReplicas(ratio * ready), usage };
}

/** By one figure that replicas share. */
export function byShare({ usage, target, currentReplicas, tolerances }: WholeFigure): Recommendation {
  const ratio = usage / (target * currentReplicas);
  const replicas = isWithin(tolerances, ratio) ? currentReplicas : wholeReplicas(usage / target);
  // Of none there is no average: it is all of it.
  return { replicas, usage: currentReplicas === 0 ? usage : Math.ceil(usage / currentReplicas) };
}
