import { fieldErrors, FieldPath, NON_NEGATIVE_TEXT, parseQuantity, type FieldError } from '@kubets/apimachinery';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HPAScalingPolicy,
  HPAScalingRules,
} from '@kubets/proto-gen/autoscaling/v2';
import { referenceErrors, type ReferenceRules } from './object-reference';
import { validateMetrics } from './validate-metrics';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const MOST_PERIOD_SECONDS = 1800;
const MOST_WINDOW_SECONDS = 3600;
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];

/** `old`: what is changed, whose reference may stay as it is. */
export function validateAutoscaler(
  { spec = {} }: HorizontalPodAutoscaler,
  old?: HorizontalPodAutoscaler,
): FieldError[] {
  const { behavior } = spec;
  return [
    ...boundErrors(spec),
    ...referenceErrors(spec.scaleTargetRef ?? {}, SPEC.child('scaleTargetRef'), targetRules(spec, old?.spec)),
    ...validateMetrics(spec, old?.spec),
    ...rulesErrors(behavior?.scaleUp, SPEC.child('behavior', 'scaleUp')),
    ...rulesErrors(behavior?.scaleDown, SPEC.child('behavior', 'scaleDown')),
  ];
}

function boundErrors({ minReplicas, maxReplicas = 0 }: HorizontalPodAutoscalerSpec): FieldError[] {
  const errors: FieldError[] = [];
  const ofMaximum = SPEC.child('maxReplicas');
  if (minReplicas !== undefined && minReplicas < 0)
    errors.push({
      ...fieldErrors.invalid(SPEC.child('minReplicas'), minReplicas, NON_NEGATIVE_TEXT),
      told: 'declared',
    });
  if (maxReplicas === 0) errors.push({ ...fieldErrors.required(ofMaximum), told: 'declared' });
  else if (maxReplicas < 0)
    errors.push({
      ...fieldErrors.invalid(ofMaximum, maxReplicas, 'must be greater than or equal to 1'),
      told: 'declared',
    });
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(fieldErrors.invalid(ofMaximum, maxReplicas, 'must be greater than or equal to `minReplicas`'));
  return errors;
}

function targetRules(
  { scaleTargetRef: target }: HorizontalPodAutoscalerSpec,
  old: HorizontalPodAutoscalerSpec | undefined,
): ReferenceRules {
  const before = old?.scaleTargetRef;
  const isSame =
    old !== undefined &&
    (before?.kind ?? '') === (target?.kind ?? '') &&
    (before?.apiVersion ?? '') === (target?.apiVersion ?? '');
  return { allowsAnyVersion: isSame, allowsNoGroup: !isSame && target?.kind === 'ReplicationController' };
}

function rulesErrors(rules: HPAScalingRules | undefined, path: FieldPath): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: windowSeconds, selectPolicy, policies = [], tolerance } = rules;
  const errors: FieldError[] = [];
  const ofWindow = path.child('stabilizationWindowSeconds');
  if (windowSeconds !== undefined && windowSeconds < 0)
    errors.push(fieldErrors.invalid(ofWindow, windowSeconds, 'must be greater than or equal to zero'));
  if (windowSeconds !== undefined && windowSeconds > MOST_WINDOW_SECONDS)
    errors.push(fieldErrors.invalid(ofWindow, windowSeconds, `must be less than or equal to ${MOST_WINDOW_SECONDS}`));
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy))
    errors.push(fieldErrors.notSupported(path.child('selectPolicy'), selectPolicy, SELECT_POLICIES));
  const ofPolicies = path.child('policies');
  if (policies.length === 0) errors.push(fieldErrors.required(ofPolicies, 'must specify at least one Policy'));
  errors.push(...policies.flatMap((policy, index) => policyErrors(policy, ofPolicies.index(index))));
  if (tolerance !== undefined && parseQuantity(tolerance).sign() < 0)
    errors.push(fieldErrors.invalid(path.child('tolerance'), tolerance, NON_NEGATIVE_TEXT));
  return errors;
}

function policyErrors({ type = '', value = 0, periodSeconds = 0 }: HPAScalingPolicy, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!POLICY_TYPES.includes(type)) errors.push(fieldErrors.notSupported(path.child('type'), type, POLICY_TYPES));
  if (value <= 0) errors.push(fieldErrors.invalid(path.child('value'), value, 'must be greater than zero'));
  const ofPeriod = path.child('periodSeconds');
  if (periodSeconds <= 0) errors.push(fieldErrors.invalid(ofPeriod, periodSeconds, 'must be greater than zero'));
  if (periodSeconds > MOST_PERIOD_SECONDS)
    errors.push(fieldErrors.invalid(ofPeriod, periodSeconds, `must be less than or equal to ${MOST_PERIOD_SECONDS}`));
  return errors;
}

export function validateAutoscalerStatus({ status = {} }: HorizontalPodAutoscaler): FieldError[] {
  const { conditions = [], currentReplicas = 0, desiredReplicas = 0 } = status;
  const nonNegative = (path: FieldPath, value: number) =>
    value < 0 ? [fieldErrors.invalid(path, value, NON_NEGATIVE_TEXT)] : [];
  return [
    ...conditions.flatMap(({ observedGeneration = 0 }, index) =>
      nonNegative(STATUS.child('conditions').index(index).child('observedGeneration'), Number(observedGeneration)),
    ),
    ...nonNegative(STATUS.child('currentReplicas'), currentReplicas),
    ...nonNegative(STATUS.child('desiredReplicas'), desiredReplicas),
  ];
}
