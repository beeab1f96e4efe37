import {
  fieldErrors,
  FieldPath,
  isDns1123Label,
  isPathSegmentName,
  parseQuantity,
  type FieldError,
} from '@kubets/apimachinery';
import type {
  HorizontalPodAutoscalerSpec,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from '@kubets/proto-gen/autoscaling/v2';
import { validateContainerResourceName } from '../../pod-spec/resource-names';
import { referenceErrors, versionProblem, type ReferenceRules } from './object-reference';

const METRICS = FieldPath.of('spec', 'metrics');
const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

/** The field that a type names, in the order in which they are looked at. */
const SOURCES = {
  object: 'Object',
  external: 'External',
  pods: 'Pods',
  resource: 'Resource',
  containerResource: 'ContainerResource',
} as const;

type Source = keyof typeof SOURCES;

export function validateMetrics(
  { metrics = [], minReplicas }: HorizontalPodAutoscalerSpec,
  old: HorizontalPodAutoscalerSpec | undefined,
): FieldError[] {
  const rules: ReferenceRules = { allowsNoGroup: true, allowsAnyVersion: false };
  const wasInvalid = (old?.metrics ?? []).some(
    ({ type, object }) =>
      type === 'Object' && object && versionProblem(object.describedObject?.apiVersion ?? '', rules),
  );
  const errors = metrics.flatMap((metric, index) =>
    metricErrors(metric, METRICS.index(index), { ...rules, allowsAnyVersion: wasInvalid }),
  );
  const canBeZero = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (minReplicas === 0 && !canBeZero)
    errors.push(
      fieldErrors.forbidden(
        METRICS,
        'must specify at least one Object or External metric to support scaling to zero replicas',
      ),
    );
  return errors;
}

function metricErrors(metric: MetricSpec, path: FieldPath, rules: ReferenceRules): FieldError[] {
  const { type = '' } = metric;
  const errors: FieldError[] = [];
  const notSupported = () => fieldErrors.notSupported(path.child('type'), type, TYPES);
  if (type === '') errors.push(fieldErrors.required(path.child('type'), 'must specify a metric source type'));
  if (!TYPES.includes(type)) errors.push(notSupported());
  const present = (Object.keys(SOURCES) as Source[]).filter((source) => metric[source] !== undefined);
  const [first] = present;
  if (first) errors.push(...sourceErrors(first, metric, path.child(first), rules));
  const expected = (Object.keys(SOURCES) as Source[]).find((source) => SOURCES[source] === type);
  if (!expected) errors.push(notSupported());
  else if (metric[expected] === undefined)
    errors.push(fieldErrors.required(path.child(expected), 'must populate information for the given metric source'));
  if (present.length > 1)
    for (const source of present.filter((one) => one !== expected))
      errors.push(fieldErrors.forbidden(path.child(source), 'must populate the given metric source only'));
  return errors;
}

function sourceErrors(source: Source, metric: MetricSpec, path: FieldPath, rules: ReferenceRules): FieldError[] {
  const { metric: identifier, target = {} } = { metric: undefined, ...metric[source] } as {
    metric?: MetricIdentifier;
    target?: MetricTarget;
  };
  const ofTarget = path.child('target');
  const named = () => identifierErrors(identifier ?? {}, path.child('metric'));
  const targeted = targetErrors(target, ofTarget);
  const hasValue = target.value !== undefined;
  const hasAverage = target.averageValue !== undefined;
  const required = (field: string, detail: string) => fieldErrors.required(ofTarget.child(field), detail);
  switch (source) {
    case 'object':
      return [
        ...referenceErrors(metric.object?.describedObject ?? {}, path.child('describedObject'), rules),
        ...named(),
        ...targeted,
        ...(hasValue || hasAverage ? [] : [required('averageValue', 'must set either a target value or averageValue')]),
      ];
    case 'external':
      return [
        ...named(),
        ...targeted,
        ...(hasValue || hasAverage
          ? []
          : [required('averageValue', 'must set either a target value for metric or a per-pod target')]),
        ...(hasValue && hasAverage
          ? [
              fieldErrors.forbidden(
                ofTarget.child('value'),
                'may not set both a target value for metric and a per-pod target',
              ),
            ]
          : []),
      ];
    case 'pods':
      return [
        ...named(),
        ...targeted,
        ...(hasAverage ? [] : [required('averageValue', 'must specify a positive target averageValue')]),
      ];
    default:
      return [...resourceErrors(source, metric, path), ...targeted, ...usageErrors(target, ofTarget)];
  }
}

function resourceErrors(source: 'resource' | 'containerResource', metric: MetricSpec, path: FieldPath): FieldError[] {
  const name = metric[source]?.name ?? '';
  const errors: FieldError[] = [];
  if (name === '') errors.push(fieldErrors.required(path.child('name'), 'must specify a resource name'));
  if (source === 'resource') return errors;
  if (name !== '') errors.push(...validateContainerResourceName(name, path.child('name')));
  const container = metric.containerResource?.container ?? '';
  if (container === '') errors.push(fieldErrors.required(path.child('container'), 'must specify a container'));
  else
    errors.push(
      ...isDns1123Label(container).map((problem) => fieldErrors.invalid(path.child('container'), container, problem)),
    );
  return errors;
}

function usageErrors({ averageUtilization, averageValue }: MetricTarget, path: FieldPath): FieldError[] {
  if (averageUtilization === undefined && averageValue === undefined)
    return [
      fieldErrors.required(
        path.child('averageUtilization'),
        'must set either a target raw value or a target utilization',
      ),
    ];
  if (averageUtilization === undefined || averageValue === undefined) return [];
  return [
    fieldErrors.forbidden(path.child('averageValue'), 'may not set both a target raw value and a target utilization'),
  ];
}

function targetErrors(target: MetricTarget, path: FieldPath): FieldError[] {
  const { type = '', averageUtilization } = target;
  const errors: FieldError[] = [];
  if (type === '') errors.push(fieldErrors.required(path.child('type'), 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(fieldErrors.invalid(path.child('type'), type, 'must be either Utilization, Value, or AverageValue'));
  for (const field of ['value', 'averageValue'] as const) {
    const value = target[field];
    if (value !== undefined && parseQuantity(value).sign() <= 0)
      errors.push(fieldErrors.invalid(path.child(field), value, 'must be positive'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(fieldErrors.invalid(path.child('averageUtilization'), averageUtilization, 'must be greater than 0'));
  return errors;
}

function identifierErrors({ name = '' }: MetricIdentifier, path: FieldPath): FieldError[] {
  if (name === '') return [fieldErrors.required(path.child('name'), 'must specify a metric name')];
  return isPathSegmentName(name).map((problem) => fieldErrors.invalid(path.child('name'), name, problem));
}
