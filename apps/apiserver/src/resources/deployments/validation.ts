import { fieldErrors, FieldPath, NON_NEGATIVE_TEXT, type FieldError, type Steps } from '@kubets/apimachinery';
import type { Deployment, DeploymentSpec, DeploymentStrategy } from '@kubets/proto-gen/apps/v1';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { goStruct } from '../../validation/go-struct';
import { isZero, notMoreThan100Percent, validateIntOrPercent } from '../../validation/int-or-percent';
import { validateCollisionCount } from '../../validation/collision-count';
import { validateWorkloadSelector } from '../../validation/workload-selector';

const SPEC = FieldPath.of('spec');

function validateStrategy(strategy: DeploymentStrategy, path: FieldPath): FieldError[] {
  const at = path.child('rollingUpdate');
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return rollingUpdate ? [fieldErrors.forbidden(at, detail)] : [];
  }
  if (type !== 'RollingUpdate')
    return [
      fieldErrors.notSupported(path, goStruct(strategy, 'kubets.apps.v1.DeploymentStrategy'), [
        'Recreate',
        'RollingUpdate',
      ]),
    ];
  if (!rollingUpdate) return [fieldErrors.required(at, 'this should be defaulted and never be nil')];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, at.child('maxUnavailable')),
    ...validateIntOrPercent(maxSurge, at.child('maxSurge')),
  ];
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    errors.push(fieldErrors.invalid(at.child('maxUnavailable'), maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...notMoreThan100Percent(maxUnavailable, at.child('maxUnavailable'))];
}

function validateDeadline({ progressDeadlineSeconds: deadline, minReadySeconds = 0 }: DeploymentSpec): FieldError[] {
  if (deadline === undefined) return [];
  const path = SPEC.child('progressDeadlineSeconds');
  return deadline <= minReadySeconds
    ? [fieldErrors.invalid(path, deadline, 'must be greater than minReadySeconds')]
    : [];
}

const STATUS = FieldPath.of('status');
const COUNTS = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'terminatingReplicas',
  'collisionCount',
] as const;

/** No count is negative, and of the replicas none are more than there are. */
export function validateDeploymentStatus({ status = {} }: Deployment, old: Deployment): FieldError[] {
  const count = (name: (typeof COUNTS)[number]) => Number(status[name] ?? 0);
  const errors = COUNTS.filter((name) => count(name) < 0).map((name) =>
    fieldErrors.invalid(STATUS.child(name), count(name), NON_NEGATIVE_TEXT),
  );
  const most = (name: (typeof COUNTS)[number], limit: (typeof COUNTS)[number], text: string) => {
    if (count(name) > count(limit))
      errors.push(fieldErrors.invalid(STATUS.child(name), count(name), `cannot be greater than ${text}`));
  };
  for (const name of ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const)
    most(name, 'replicas', 'status.replicas');
  most('availableReplicas', 'readyReplicas', 'readyReplicas');
  return errors.concat(validateCollisionCount({ status }, old));
}

export function* validateDeployment({ spec = {} }: Deployment): Steps<FieldError[]> {
  const { errors, selector } = yield* validateWorkloadSelector(spec.selector, SPEC.child('selector'));
  return [
    ...errors,
    ...(selector
      ? yield* validatePodTemplate(spec.template ?? {}, { selector, kind: 'ReplicaSet', path: SPEC.child('template') })
      : []),
    ...validateStrategy(spec.strategy ?? {}, SPEC.child('strategy')),
    ...validateDeadline(spec),
  ];
}
