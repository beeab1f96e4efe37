import type * as v1 from '@kubets/proto-gen/autoscaling/v1';
import type * as v2 from '@kubets/proto-gen/autoscaling/v2';

// Metrics as v1 has them in annotations: the same figures with what they should be, or are, beside their names. Fields stand
// in the order in which Kubernetes writes them, and quantities that v1 cannot do without are "0" where there is none.

const NONE = '0';

export function metricToV1({
  type,
  object,
  pods,
  resource,
  containerResource,
  external,
}: v2.MetricSpec): v1.MetricSpec {
  return compact({
    type,
    object: object && {
      target: object.describedObject ?? {},
      metricName: object.metric?.name ?? '',
      targetValue: object.target?.value ?? NONE,
      selector: object.metric?.selector,
      averageValue: object.target?.averageValue,
    },
    pods: pods && {
      metricName: pods.metric?.name ?? '',
      targetAverageValue: pods.target?.averageValue ?? NONE,
      selector: pods.metric?.selector,
    },
    resource: resource && { name: resource.name, ...usageToV1(resource.target) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...usageToV1(containerResource.target),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric?.name ?? '',
      metricSelector: external.metric?.selector,
      targetValue: external.target?.value,
      targetAverageValue: external.target?.averageValue,
    },
  });
}

const usageToV1 = (target: v2.MetricTarget | undefined) => ({
  targetAverageUtilization: target?.averageUtilization,
  targetAverageValue: target?.averageValue,
});

export function metricFromV1(metric: v1.MetricSpec): v2.MetricSpec {
  const { type, object, pods, resource, containerResource, external } = metric;
  return compact({
    type,
    object: object && {
      describedObject: object.target ?? {},
      target: objectTarget(object),
      metric: { name: object.metricName, selector: object.selector },
    },
    pods: pods && {
      metric: { name: pods.metricName, selector: pods.selector },
      target: { type: 'AverageValue', averageValue: pods.targetAverageValue ?? NONE },
    },
    resource: resource && { name: resource.name, target: usageTarget(resource) },
    containerResource: containerResource && {
      name: containerResource.name,
      target: usageTarget(containerResource),
      container: containerResource.container,
    },
    external: external && {
      metric: { name: external.metricName, selector: external.metricSelector },
      target: {
        type: external.targetValue === undefined ? 'AverageValue' : 'Value',
        value: external.targetValue,
        averageValue: external.targetAverageValue,
      },
    },
  });
}

function objectTarget({ averageValue, targetValue = NONE }: v1.ObjectMetricSource): v2.MetricTarget {
  if (averageValue === undefined) return { type: 'Value', value: targetValue };
  // v1 writes a value also where there is none.
  return { type: 'AverageValue', averageValue, ...(targetValue === NONE ? {} : { value: targetValue }) };
}

const usageTarget = ({ targetAverageUtilization, targetAverageValue }: v1.ResourceMetricSource): v2.MetricTarget => ({
  type: targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization',
  averageValue: targetAverageValue,
  averageUtilization: targetAverageUtilization,
});

export function statusToV1(status: v2.MetricStatus): v1.MetricStatus {
  const { type, object, pods, resource, containerResource, external } = status;
  return compact({
    type,
    object: object && {
      target: object.describedObject ?? {},
      metricName: object.metric?.name ?? '',
      currentValue: object.current?.value ?? NONE,
      selector: object.metric?.selector,
      averageValue: object.current?.averageValue,
    },
    pods: pods && {
      metricName: pods.metric?.name ?? '',
      currentAverageValue: pods.current?.averageValue ?? NONE,
      selector: pods.metric?.selector,
    },
    resource: resource && { name: resource.name, ...usedToV1(resource.current) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...usedToV1(containerResource.current),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric?.name ?? '',
      metricSelector: external.metric?.selector,
      currentValue: external.current?.value ?? NONE,
      currentAverageValue: external.current?.averageValue,
    },
  });
}

const usedToV1 = (current: v2.MetricValueStatus | undefined) => ({
  currentAverageUtilization: current?.averageUtilization,
  currentAverageValue: current?.averageValue ?? NONE,
});

export function statusFromV1(status: v1.MetricStatus): v2.MetricStatus {
  const { type, object, pods, resource, containerResource, external } = status;
  return compact({
    type,
    object: object && {
      metric: { name: object.metricName, selector: object.selector },
      current: { value: object.currentValue ?? NONE, averageValue: object.averageValue },
      describedObject: object.target ?? {},
    },
    pods: pods && {
      metric: { name: pods.metricName, selector: pods.selector },
      current: { averageValue: pods.currentAverageValue ?? NONE },
    },
    resource: resource && { name: resource.name, current: usedFromV1(resource) },
    containerResource: containerResource && {
      name: containerResource.name,
      current: usedFromV1(containerResource),
      container: containerResource.container,
    },
    external: external && {
      metric: { name: external.metricName, selector: external.metricSelector },
      current: { value: external.currentValue ?? NONE, averageValue: external.currentAverageValue },
    },
  });
}

const usedFromV1 = ({ currentAverageUtilization, currentAverageValue }: v1.ResourceMetricStatus) => ({
  averageValue: currentAverageValue ?? NONE,
  averageUtilization: currentAverageUtilization,
});

/** Without fields that are undefined, at every level. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [
        name,
        typeof field === 'object' && !Array.isArray(field) ? compact(field as object) : field,
      ]),
  ) as T;
}
