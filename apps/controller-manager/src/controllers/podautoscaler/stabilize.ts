import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '@kubets/proto-gen/autoscaling/v2';
import { recentEvents, scaleDownLimit, scaleUpLimit, type ScaleEvent } from './scale-limits';

/** What is remembered of an autoscaler: nothing of it is stored, so a new leader begins anew. */
export interface ScaleMemory {
  /** What was recommended before it was stabilized. */
  recommendations: { replicas: number; atMs: number }[];
  ups: ScaleEvent[];
  downs: ScaleEvent[];
}

export const newMemory = (currentReplicas: number, nowMs: number): ScaleMemory => ({
  recommendations: [{ replicas: currentReplicas, atMs: nowMs }],
  ups: [],
  downs: [],
});

export interface Wanted {
  current: number;
  /** By the figures. */
  desired: number;
  min: number;
  max: number;
  behavior: HorizontalPodAutoscalerBehavior | undefined;
  /** Where rules for scaling down do not say how far to look back. */
  downscaleWindowMs: number;
  nowMs: number;
}

interface Reason {
  reason: string;
  message: string;
}

export interface Stabilized {
  replicas: number;
  /** Of the condition AbleToScale. */
  able: Reason;
  /** Of the condition ScalingLimited, and whether it is. */
  limited: Reason & { isLimited: boolean };
  memory: ScaleMemory;
}

const SECOND_MS = 1000;
const GROWTH = 2;
const GROWTH_FROM = 4;

/** The number of replicas that is wanted, with what was wanted lately, within the bounds and at the pace that the autoscaler allows. */
export function stabilize(wanted: Wanted, memory: ScaleMemory): Stabilized {
  const { desired, behavior } = wanted;
  const recommended = behavior ? stabilizedByBehavior(wanted, rulesOf(wanted), memory) : stabilizedDown(wanted, memory);
  const { replicas, ...limit } = behavior
    ? limitedByBehavior({ ...wanted, desired: recommended }, rulesOf(wanted), memory)
    : limited({ ...wanted, desired: recommended });
  return {
    replicas,
    able: recommended === desired ? READY : behavior && desired >= wanted.current ? UP_STABILIZED : DOWN_STABILIZED,
    limited: { ...limit, isLimited: replicas !== recommended },
    memory: { ...memory, recommendations: remembered(wanted, memory) },
  };
}

/** With a change that was made. */
export function withScaleEvent(
  memory: ScaleMemory,
  { current, desired, behavior, nowMs }: Pick<Wanted, 'current' | 'desired' | 'behavior' | 'nowMs'>,
): ScaleMemory {
  if (!behavior) return memory;
  const event = { change: Math.abs(desired - current), atMs: nowMs };
  if (desired > current) return { ...memory, ups: [...recentEvents(memory.ups, behavior.scaleUp ?? {}, nowMs), event] };
  return { ...memory, downs: [...recentEvents(memory.downs, behavior.scaleDown ?? {}, nowMs), event] };
}

interface Rules {
  up: HPAScalingRules;
  down: HPAScalingRules;
  upWindowMs: number;
  downWindowMs: number;
}

function rulesOf({ behavior, downscaleWindowMs }: Wanted): Rules {
  const { scaleUp: up = {}, scaleDown: down = {} } = behavior ?? {};
  const { stabilizationWindowSeconds } = down;
  return {
    up,
    down,
    upWindowMs: (up.stabilizationWindowSeconds ?? 0) * SECOND_MS,
    downWindowMs: stabilizationWindowSeconds === undefined ? downscaleWindowMs : stabilizationWindowSeconds * SECOND_MS,
  };
}

/** The highest of what was recommended within the window. */
function stabilizedDown({ desired, downscaleWindowMs, nowMs }: Wanted, { recommendations }: ScaleMemory): number {
  const recent = recommendations.filter(({ atMs }) => atMs >= nowMs - downscaleWindowMs);
  return Math.max(desired, ...recent.map(({ replicas }) => replicas));
}

function stabilizedByBehavior(
  { current, desired, nowMs }: Wanted,
  { upWindowMs, downWindowMs }: Rules,
  { recommendations }: ScaleMemory,
): number {
  const within = (windowMs: number) =>
    recommendations.filter(({ atMs }) => atMs > nowMs - windowMs).map(({ replicas }) => replicas);
  const lowest = Math.min(desired, ...within(upWindowMs));
  const highest = Math.max(desired, ...within(downWindowMs));
  return Math.min(Math.max(current, lowest), highest);
}

/** What no window asks for any more is left out. */
function remembered(wanted: Wanted, { recommendations }: ScaleMemory): ScaleMemory['recommendations'] {
  const { desired, nowMs, behavior, downscaleWindowMs } = wanted;
  const { upWindowMs, downWindowMs } = rulesOf(wanted);
  const longestMs = behavior ? Math.max(upWindowMs, downWindowMs) : downscaleWindowMs;
  return [...recommendations.filter(({ atMs }) => atMs >= nowMs - longestMs), { replicas: desired, atMs: nowMs }];
}

interface Limited extends Reason {
  replicas: number;
}

function limited({ current, desired, min, max }: Wanted): Limited {
  const fastest = Math.max(GROWTH * current, GROWTH_FROM);
  if (desired < min) return { replicas: min, ...TOO_FEW };
  if (max > fastest && desired > fastest) return { replicas: fastest, ...UP_LIMIT };
  if (max <= fastest && desired > max) return { replicas: max, ...TOO_MANY };
  return { replicas: desired, ...WITHIN_RANGE };
}

function limitedByBehavior(
  { current, desired, min, max, nowMs }: Wanted,
  { up, down }: Rules,
  memory: ScaleMemory,
): Limited {
  const changes = { current, ups: memory.ups, downs: memory.downs, nowMs };
  if (desired > current) {
    const limit = Math.max(current, scaleUpLimit(changes, up));
    const most = Math.min(max, limit);
    if (desired > most) return { replicas: most, ...(max > limit ? UP_LIMIT : TOO_MANY) };
  } else if (desired < current) {
    const limit = Math.min(current, scaleDownLimit(changes, down));
    const least = Math.max(min, limit);
    if (desired < least) return { replicas: least, ...(min < limit ? DOWN_LIMIT : TOO_FEW) };
  }
  return { replicas: desired, ...WITHIN_RANGE };
}

const READY: Reason = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const UP_STABILIZED: Reason = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};
const DOWN_STABILIZED: Reason = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const WITHIN_RANGE: Reason = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};
const TOO_FEW: Reason = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const TOO_MANY: Reason = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const UP_LIMIT: Reason = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const DOWN_LIMIT: Reason = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};
