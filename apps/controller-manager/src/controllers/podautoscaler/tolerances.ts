import { parseQuantity } from '@kubets/apimachinery';
import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '@kubets/proto-gen/autoscaling/v2';

/** By which share a figure may miss its target before anything is done. */
export interface Tolerances {
  scaleDown: number;
  scaleUp: number;
}

/** `usual`: where the autoscaler says nothing of it. */
export function tolerancesOf(behavior: HorizontalPodAutoscalerBehavior | undefined, usual: number): Tolerances {
  const toleranceOf = (rules: HPAScalingRules | undefined) =>
    rules?.tolerance === undefined ? usual : parseQuantity(rules.tolerance).milliValue() / 1000;
  return { scaleDown: toleranceOf(behavior?.scaleDown), scaleUp: toleranceOf(behavior?.scaleUp) };
}

export const isWithin = ({ scaleDown, scaleUp }: Tolerances, ratio: number): boolean =>
  1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
