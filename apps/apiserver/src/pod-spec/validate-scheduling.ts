import { fieldErrors, isLabelValue, isQualifiedName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type {
  Affinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  PodSpec,
  Toleration,
  TopologySpreadConstraint,
} from '@kubets/proto-gen/core/v1';
import { invalidEach, oneOf } from '../validation/field-checks';
import { validateLabelSelector } from '../validation/label-selector';
import { TAINT_EFFECTS } from '../validation/taints';

function validateNodeRequirement(requirement: NodeSelectorRequirement, path: FieldPath): FieldError[] {
  const { key = '', operator = '', values = [] } = requirement;
  const at = path.child('values');
  const keyErrors = invalidEach(path.child('key'), key, isQualifiedName);
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return keyErrors;
      return [fieldErrors.required(at, "must be specified when `operator` is 'In' or 'NotIn'"), ...keyErrors];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return keyErrors;
      return [
        fieldErrors.forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
        ...keyErrors,
      ];
    case 'Gt':
    case 'Lt':
      if (values.length === 1) return keyErrors;
      return [fieldErrors.required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"), ...keyErrors];
    default:
      return [fieldErrors.invalid(path.child('operator'), operator, 'not a valid selector operator'), ...keyErrors];
  }
}

function validateNodeTerm(term: NodeSelectorTerm | undefined, path: FieldPath): FieldError[] {
  const expressions = term?.matchExpressions ?? [];
  return expressions.flatMap((item, index) =>
    validateNodeRequirement(item, path.child('matchExpressions').index(index)),
  );
}

function validatePodTerm(term: PodAffinityTerm | undefined, path: FieldPath): FieldError[] {
  return [
    ...validateLabelSelector(term?.labelSelector, path.child('labelSelector')),
    ...validateLabelSelector(term?.namespaceSelector, path.child('namespaceSelector')),
    // The schema asks for one; what is wrong with an empty key is told, too.
    ...(term?.topologyKey ? [] : invalidEach(path.child('topologyKey'), '', isQualifiedName)),
  ];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function validateNodeAffinity({ nodeAffinity }: Affinity, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const required = nodeAffinity?.[REQUIRED];
  if (required) {
    const at = path.child(REQUIRED, 'nodeSelectorTerms');
    const terms = required.nodeSelectorTerms ?? [];
    if (terms.length === 0) errors.push(fieldErrors.required(at, 'must have at least one node selector term'));
    terms.forEach((term, index) => errors.push(...validateNodeTerm(term, at.index(index))));
  }
  (nodeAffinity?.[PREFERRED] ?? []).forEach((term, index) => {
    errors.push(...validateNodeTerm(term.preference, path.child(PREFERRED).index(index).child('preference')));
  });
  return errors;
}

export function validateAffinity(affinity: Affinity | undefined, path: FieldPath): FieldError[] {
  if (!affinity) return [];
  const errors = validateNodeAffinity(affinity, path.child('nodeAffinity'));
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    (affinity[kind]?.[REQUIRED] ?? []).forEach((term, index) => {
      errors.push(...validatePodTerm(term, path.child(kind, REQUIRED).index(index)));
    });
    (affinity[kind]?.[PREFERRED] ?? []).forEach((term, index) => {
      errors.push(
        ...validatePodTerm(term.podAffinityTerm, path.child(kind, PREFERRED).index(index).child('podAffinityTerm')),
      );
    });
  }
  return errors;
}

function validateToleration(toleration: Toleration, path: FieldPath): FieldError[] {
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
    errors.push(fieldErrors.notSupported(path.child('operator'), operator, ['Equal', 'Exists']));
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

function validateSpread(constraints: TopologySpreadConstraint[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return constraints.flatMap((constraint, index) => {
    const at = path.index(index);
    const pair = `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`;
    const isRepeated = seen.has(pair);
    seen.add(pair);
    return [
      ...(isRepeated ? [fieldErrors.duplicate(at.child('{topologyKey, whenUnsatisfiable}'), pair)] : []),
      ...domainErrors(constraint, at),
      ...validateLabelSelector(constraint.labelSelector, at.child('labelSelector')),
    ];
  });
}

/** All that tells the scheduler where a pod may go. */
export function validateScheduling(spec: PodSpec, path: FieldPath): FieldError[] {
  return [
    ...validateAffinity(spec.affinity, path.child('affinity')),
    ...(spec.tolerations ?? []).flatMap((item, index) =>
      validateToleration(item, path.child('tolerations').index(index)),
    ),
    ...(spec.schedulingGates ?? []).flatMap(({ name = '' }, index) =>
      // Kubernetes takes an error of the name for one of the gate.
      invalidEach(path.child('schedulingGates').index(index), name, isQualifiedName),
    ),
    ...validateSpread(spec.topologySpreadConstraints ?? [], path.child('topologySpreadConstraints')),
  ];
}
