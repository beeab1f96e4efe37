import { decodeObject, parseExactJson, stringifyJson, type KubeObject } from '@kubets/apimachinery';
import type * as v1 from '@kubets/proto-gen/autoscaling/v1';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HorizontalPodAutoscalerCondition,
  MetricSpec,
  MetricStatus,
} from '@kubets/proto-gen/autoscaling/v2';
import { schema } from '@kubets/proto-gen/schema';
import { goStruct } from '../../validation/go-struct';
import { cpuMetric, DEFAULT_CPU_PERCENT } from './defaulting';
import { metricFromV1, metricToV1, statusFromV1, statusToV1 } from './metric-conversion';

/** Where v1 has what it has no fields for. */
const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
const OURS = [METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR].concat(
  `${PREFIX}scale-down-tolerance`,
  `${PREFIX}scale-up-tolerance`,
);

type Annotations = Record<string, string>;

const isCpuShare = ({ type, resource }: MetricSpec): boolean =>
  type === 'Resource' && resource?.name === 'cpu' && resource.target?.averageUtilization !== undefined;

/** An autoscaler of v2 as one of v1: CPU is a field, all else are annotations. */
export function fromStorage({ metadata, spec, status, ...rest }: HorizontalPodAutoscaler): KubeObject {
  const { metrics = [], behavior, ...ofSpec } = spec ?? {};
  const { currentMetrics: used, conditions = [], ...ofStatus } = status ?? {};
  // Written as null where there are none.
  const currentMetrics = used ?? [];
  const others = metrics.filter((metric) => !isCpuShare(metric));
  const target = metrics.find(isCpuShare)?.resource?.target?.averageUtilization;
  const current = currentMetrics.findLast(
    ({ type, resource }) =>
      type === 'Resource' && resource?.name === 'cpu' && resource.current?.averageUtilization !== undefined,
  )?.resource?.current?.averageUtilization;
  const written: Annotations = {
    ...(others.length > 0 ? { [METRICS]: stringifyJson(others.map(metricToV1)) } : {}),
    ...(currentMetrics.length > 0 ? { [CURRENT_METRICS]: stringifyJson(currentMetrics.map(statusToV1)) } : {}),
    ...(behavior ? { [BEHAVIOR]: stringifyJson(behaviorInGo(behavior)) } : {}),
    ...(conditions.length > 0 ? { [CONDITIONS]: stringifyJson(conditions.map(conditionToV1)) } : {}),
  };
  return {
    ...rest,
    metadata: withAnnotations(metadata, { ...withoutOurs(metadata?.annotations), ...written }),
    spec: { ...ofSpec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: {
      currentReplicas: 0,
      ...ofStatus,
      ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
    },
  } as KubeObject;
}

/** An autoscaler of v1 as one of v2. An annotation that cannot be read says nothing. */
export function toStorage({ metadata, ...rest }: KubeObject): HorizontalPodAutoscaler {
  const { spec, status, ...others } = rest as v1.HorizontalPodAutoscaler;
  const { targetCPUUtilizationPercentage: target, ...ofSpec } = spec ?? {};
  const { currentCPUUtilizationPercentage: current, ...ofStatus } = status ?? {};
  const annotations = metadata?.annotations ?? {};
  const metrics = [
    ...(listIn<v1.MetricSpec>(annotations[METRICS], 'MetricSpec') ?? []).map(metricFromV1),
    ...(target === undefined ? [] : [cpuMetric(target)]),
  ];
  const behavior = behaviorIn(annotations[BEHAVIOR]);
  const used: MetricStatus[] | undefined =
    current === undefined
      ? undefined
      : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } }];
  const currentMetrics =
    listIn<v1.MetricStatus>(annotations[CURRENT_METRICS], 'MetricStatus')?.map(statusFromV1) ?? used;
  const conditions = listIn<HorizontalPodAutoscalerCondition>(
    annotations[CONDITIONS],
    'HorizontalPodAutoscalerCondition',
  );
  return {
    ...others,
    metadata: withAnnotations(metadata, withoutOurs(annotations)),
    spec: {
      ...ofSpec,
      metrics: metrics.length > 0 ? metrics : [cpuMetric(DEFAULT_CPU_PERCENT)],
      ...(behavior ? { behavior } : {}),
    },
    ...(status || currentMetrics || conditions
      ? {
          status: {
            ...ofStatus,
            ...(currentMetrics ? { currentMetrics } : {}),
            ...(conditions ? { conditions } : {}),
          },
        }
      : {}),
  };
}

function withAnnotations(metadata: KubeObject['metadata'], annotations: Annotations): KubeObject['metadata'] {
  const { annotations: _, ...others } = metadata ?? {};
  return Object.keys(annotations).length > 0 ? { ...others, annotations } : others;
}

const withoutOurs = (annotations: Annotations = {}): Annotations =>
  Object.fromEntries(Object.entries(annotations).filter(([name]) => !OURS.includes(name)));

const conditionToV1 = (condition: HorizontalPodAutoscalerCondition): v1.HorizontalPodAutoscalerCondition => {
  const { type, status, lastTransitionTime, reason, message, observedGeneration } = condition;
  return {
    type,
    status,
    ...(lastTransitionTime ? { lastTransitionTime } : {}),
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
};

const BEHAVIOR_TYPE = 'kubets.autoscaling.v2.HorizontalPodAutoscalerBehavior';

/** As the type is called that Kubernetes writes there, which is none of its API's. */
const behaviorInGo = (behavior: HorizontalPodAutoscalerBehavior): unknown => goStruct(behavior, BEHAVIOR_TYPE);

function behaviorIn(text: string | undefined): HorizontalPodAutoscalerBehavior | undefined {
  const behavior = decoded<HorizontalPodAutoscalerBehavior>(inJsonNames(parsed(text)), BEHAVIOR_TYPE);
  return behavior?.scaleUp || behavior?.scaleDown ? behavior : undefined;
}

/** A list of policies has their fields; what is nested deeper is none of these. */
const BEHAVIOR_DEPTH = 5;

/** Names of Go's fields as JSON has them; null is nothing. */
function inJsonNames(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > BEHAVIOR_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((item) => inJsonNames(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([name, field]) => [name.charAt(0).toLowerCase() + name.slice(1), inJsonNames(field, depth + 1)]),
  );
}

function listIn<T extends object>(text: string | undefined, message: string): T[] | undefined {
  const value = parsed(text);
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => decoded<T>(item, `kubets.autoscaling.v1.${message}`));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function decoded<T extends object>(value: unknown, message: string): T | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  try {
    return decodeObject<T>(value, schema.of(message), { unknownFields: 'ignore' }).object;
  } catch {
    return undefined;
  }
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
