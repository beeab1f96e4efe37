import {
  fieldErrors,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type { Affinity, NodeSelectorRequirement, NodeSelectorTerm, PodAffinityTerm } from '@kubets/proto-gen/core/v1';
import { invalidEach } from '../validation/field-checks';
import { validateLabelSelector } from '../validation/label-selector';
import { validateLabelKeys } from './validate-label-keys';

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

/** Nodes are only told apart by their names. */
function validateFieldRequirement(requirement: NodeSelectorRequirement, path: FieldPath): FieldError[] {
  const { key = '', operator = '', values = [] } = requirement;
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn')
    errors.push(fieldErrors.invalid(path.child('operator'), operator, 'not a valid selector operator'));
  else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(fieldErrors.required(path.child('values'), detail));
  }
  if (key !== 'metadata.name')
    return [...errors, fieldErrors.invalid(path.child('key'), key, 'not a valid field selector key')];
  values.forEach((name, index) =>
    errors.push(...invalidEach(path.child('values').index(index), name, isDns1123Subdomain)),
  );
  return errors;
}

/** `mustBeLabels`: whether values are refused that no label can have. */
function validateNodeTerm(term: NodeSelectorTerm | undefined, mustBeLabels: boolean, path: FieldPath): FieldError[] {
  const { matchExpressions = [], matchFields = [] } = term ?? {};
  return [
    ...matchExpressions.flatMap((item, index) => {
      const at = path.child('matchExpressions').index(index);
      const values = mustBeLabels ? (item.values ?? []) : [];
      return [
        ...validateNodeRequirement(item, at),
        ...values.flatMap((value, place) => invalidEach(at.child('values').index(place), value, isLabelValue)),
      ];
    }),
    ...matchFields.flatMap((item, index) => validateFieldRequirement(item, path.child('matchFields').index(index))),
  ];
}

function validatePodTerm(term: PodAffinityTerm = {}, path: FieldPath): FieldError[] {
  const { namespaces = [], matchLabelKeys, mismatchLabelKeys, labelSelector, topologyKey = '' } = term;
  const key = path.child('topologyKey');
  return [
    ...validateLabelSelector(labelSelector, path.child('labelSelector')),
    ...validateLabelSelector(term.namespaceSelector, path.child('namespaceSelector')),
    // Kubernetes calls the list otherwise, and says of no name where in it it is.
    ...namespaces.flatMap((name) => invalidEach(path.child('namespace'), name, isDns1123Label)),
    ...validateLabelKeys({ matchLabelKeys, mismatchLabelKeys, labelSelector }, path),
    ...(topologyKey ? [] : [fieldErrors.required(key, 'can not be empty')]),
    ...invalidEach(key, topologyKey, isQualifiedName),
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
    terms.forEach((term, index) => errors.push(...validateNodeTerm(term, true, at.index(index))));
  }
  (nodeAffinity?.[PREFERRED] ?? []).forEach((term, index) => {
    errors.push(...validateNodeTerm(term.preference, false, path.child(PREFERRED).index(index).child('preference')));
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
