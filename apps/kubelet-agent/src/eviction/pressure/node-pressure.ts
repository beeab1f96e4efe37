import type { Pressure } from '../../node/node-conditions';
import { SIGNALS, type Observation, type Observations } from './signals';
import { amountIn, type Threshold } from './thresholds';

/** A threshold that is crossed, with what was seen. */
export interface Crossed {
  threshold: Threshold;
  observation: Observation;
}

export interface PressureReading {
  /** What the node's conditions say; stays for a while after the last sign of it, so that pods don't come and go. */
  pressures: ReadonlySet<Pressure>;
  /** What something has to be done about now, memory first: it is reclaimed by ending pods alone. */
  due: readonly Crossed[];
}

export interface NodePressure {
  read(observations: Observations, nowMs: number): PressureReading;
}

/** Remembers which thresholds are crossed, and since when. `transitionMs`: how long a condition stays at least. */
export function createNodePressure(thresholds: readonly Threshold[], transitionMs: number): NodePressure {
  const crossedSinceMs = new Map<Threshold, number>();
  const lastSeenMs = new Map<Pressure, number>();

  function isCrossed(threshold: Threshold, observation: Observation): boolean {
    const least = amountIn(threshold.least, observation);
    // Until as much more is there as is to be reclaimed, it goes on.
    const wanted = crossedSinceMs.has(threshold) ? least + amountIn(threshold.reclaim, observation) : least;
    return observation.available < wanted;
  }

  return {
    read(observations, nowMs) {
      const due: Crossed[] = [];
      for (const threshold of thresholds) {
        const observation = observations.get(threshold.signal);
        if (!observation || !isCrossed(threshold, observation)) {
          crossedSinceMs.delete(threshold);
          continue;
        }
        const sinceMs = crossedSinceMs.get(threshold) ?? nowMs;
        crossedSinceMs.set(threshold, sinceMs);
        lastSeenMs.set(SIGNALS[threshold.signal].pressure, nowMs);
        if (nowMs - sinceMs >= threshold.graceMs) due.push({ threshold, observation });
      }
      const lasting = [...lastSeenMs].filter(([, seenMs]) => seenMs === nowMs || nowMs - seenMs < transitionMs);
      return {
        pressures: new Set(lasting.map(([pressure]) => pressure)),
        due: due.sort((a, b) => Number(isOfMemory(b)) - Number(isOfMemory(a))),
      };
    },
  };
}

const isOfMemory = ({ threshold }: Crossed) => SIGNALS[threshold.signal].starved === 'memory';
