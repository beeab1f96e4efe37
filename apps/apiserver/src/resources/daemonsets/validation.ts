import { fieldErrors, FieldPath, type FieldError, type Steps } from '@kubets/apimachinery';
import type { DaemonSet, DaemonSetUpdateStrategy, RollingUpdateDaemonSet } from '@kubets/proto-gen/apps/v1';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { goStruct } from '../../validation/go-struct';
import { isZero, notMoreThan100Percent, validateIntOrPercent } from '../../validation/int-or-percent';
import { validateWorkloadSelector } from '../../validation/workload-selector';

const SPEC = FieldPath.of('spec');
const SELECTOR_TEXTS = { empty: 'empty selector is invalid for daemonset' };

function validateRollingUpdate({ maxUnavailable, maxSurge }: RollingUpdateDaemonSet, path: FieldPath): FieldError[] {
  const unavailablePath = path.child('maxUnavailable');
  const surgePath = path.child('maxSurge');
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailablePath),
    ...validateIntOrPercent(maxSurge, surgePath),
    ...notMoreThan100Percent(maxUnavailable, unavailablePath),
    ...notMoreThan100Percent(maxSurge, surgePath),
  ];
  const surges = !isZero(maxSurge) && validateIntOrPercent(maxSurge, surgePath).length === 0;
  if (!isZero(maxUnavailable) && surges)
    errors.push(fieldErrors.invalid(surgePath, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (isZero(maxUnavailable) && isZero(maxSurge))
    errors.push(fieldErrors.required(unavailablePath, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

function validateStrategy(strategy: DaemonSetUpdateStrategy, path: FieldPath): FieldError[] {
  if (strategy.type === 'OnDelete') return [];
  if (strategy.type !== 'RollingUpdate')
    return [
      fieldErrors.notSupported(path, goStruct(strategy, 'kubets.apps.v1.DaemonSetUpdateStrategy'), [
        'RollingUpdate',
        'OnDelete',
      ]),
    ];
  const at = path.child('rollingUpdate');
  return strategy.rollingUpdate ? validateRollingUpdate(strategy.rollingUpdate, at) : [fieldErrors.required(at)];
}

export function* validateDaemonSet({ spec = {} }: DaemonSet): Steps<FieldError[]> {
  const { errors, selector } = yield* validateWorkloadSelector(spec.selector, SPEC.child('selector'), SELECTOR_TEXTS);
  const rules = { selector, kind: 'DaemonSet', path: SPEC.child('template') };
  return [
    ...errors,
    ...(yield* validatePodTemplate(spec.template ?? {}, rules)),
    ...validateStrategy(spec.updateStrategy ?? {}, SPEC.child('updateStrategy')),
  ];
}
