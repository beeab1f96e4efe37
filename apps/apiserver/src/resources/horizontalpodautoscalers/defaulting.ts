import type { KubeObject } from '@kubets/apimachinery';
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec } from '@kubets/proto-gen/autoscaling/v2';

export const DEFAULT_CPU_PERCENT = 80;

export const cpuMetric = (averageUtilization: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

const PERIOD_SECONDS = 15;

const scaleUpRules = (): HPAScalingRules => ({
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS },
    { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS },
  ],
});

/** How long to look back before scaling down is the controller's to say. */
const scaleDownRules = (): HPAScalingRules => ({
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS }],
});

export function defaultAutoscaler(object: KubeObject): void {
  const { spec = {} } = object as HorizontalPodAutoscaler;
  if (!spec.metrics?.length) spec.metrics = [cpuMetric(DEFAULT_CPU_PERCENT)];
  if (!spec.behavior) return;
  spec.behavior.scaleUp = { ...scaleUpRules(), ...spec.behavior.scaleUp };
  spec.behavior.scaleDown = { ...scaleDownRules(), ...spec.behavior.scaleDown };
}
