import {
  errorsOfEach,
  fieldErrors,
  isLabelValue,
  isQualifiedName,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { PodSchedulingGate, Toleration, TopologySpreadConstraint } from '@kubets/proto-gen/core/v1';
import { invalidEach, oneOf } from '../validation/field-checks';
import { validateLabelSelector } from '../validation/label-selector';
import { TAINT_EFFECTS } from '../validation/taints';
import { validateLabelKeys } from './validate-label-keys';

const COMPARING = ['Lt', 'Gt'];

export function validateToleration(toleration: Toleration, path: FieldPath): FieldError[] {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
  const errors: FieldError[] = [];
  if (key === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(fieldErrors.invalid(path.child('operator'), operator, detail));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(
      fieldErrors.invalid(path.child('effect'), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    );
  }
  if (operator === '' || operator === 'Equal') {
    const problem = isLabelValue(value).join(';');
    if (problem) errors.push(fieldErrors.invalid(path.child('operator'), value, problem));
  } else if (operator !== 'Exists') {
    // As long as there is no comparing, Kubernetes tells of all operators who asks for that.
    const supported = ['Equal', 'Exists', ...(COMPARING.includes(operator) ? COMPARING : [])];
    errors.push(fieldErrors.notSupported(path.child('operator'), operator, supported));
  } else if (value !== '') {
    const detail = "value must be empty when `operator` is 'Exists'";
    errors.push(fieldErrors.invalid(path.child('operator'), value, detail));
  }
  return [...errors, ...oneOf(path.child('effect'), effect, TAINT_EFFECTS, false)];
}

/** Of how many parts there have to be, which only counts where pods may have to wait. */
function domainErrors({ minDomains, whenUnsatisfiable }: TopologySpreadConstraint, path: FieldPath): FieldError[] {
  if (minDomains === undefined || whenUnsatisfiable === 'DoNotSchedule') return [];
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable ?? ''}`;
  return [fieldErrors.invalid(path.child('minDomains'), minDomains, detail)];
}

export function* validateSpread(constraints: TopologySpreadConstraint[], path: FieldPath): Steps<FieldError[]> {
  const pairOf = ({ topologyKey, whenUnsatisfiable }: TopologySpreadConstraint) =>
    `{${topologyKey}, ${whenUnsatisfiable}}`;
  const last = new Map(constraints.map((constraint, index) => [pairOf(constraint), index]));
  yield;
  return yield* errorsOfEach(constraints, function* (constraint, index) {
    const at = path.index(index);
    const pair = pairOf(constraint);
    // All but the last of a kind are told, as in Kubernetes.
    const isRepeated = last.get(pair)! > index;
    const repeated = isRepeated ? [fieldErrors.duplicate(at.child('{topologyKey, whenUnsatisfiable}'), pair)] : [];
    return [
      ...repeated,
      ...domainErrors(constraint, at),
      ...(yield* validateLabelKeys(constraint, at)),
      ...(yield* validateLabelSelector(constraint.labelSelector, at.child('labelSelector'))),
    ];
  });
}

/** Kubernetes takes an error of the name for one of the gate. */
export function validateGates(gates: PodSchedulingGate[], path: FieldPath): Steps<FieldError[]> {
  const seen = new Set<string>();
  return errorsOfEach(gates, ({ name = '' }, index) => {
    const errors = invalidEach(path.index(index), name, isQualifiedName);
    if (seen.has(name)) errors.push(fieldErrors.duplicate(path.index(index), name));
    seen.add(name);
    return errors;
  });
}
