import {
  errorsOfEach,
  fieldErrors,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type {
  Affinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
} from '@kubets/proto-gen/core/v1';
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
function* validateFieldRequirement(requirement: NodeSelectorRequirement, path: FieldPath): Steps<FieldError[]> {
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
  return errors.concat(
    yield* errorsOfEach(values, (name, index) =>
      invalidEach(path.child('values').index(index), name, isDns1123Subdomain),
    ),
  );
}

/** `mustBeLabels`: whether values are refused that no label can have. */
function* validateNodeTerm(
  term: NodeSelectorTerm | undefined,
  mustBeLabels: boolean,
  path: FieldPath,
): Steps<FieldError[]> {
  const { matchExpressions = [], matchFields = [] } = term ?? {};
  return [
    ...(yield* errorsOfEach(matchExpressions, function* (item, index) {
      const at = path.child('matchExpressions').index(index);
      const values = mustBeLabels ? (item.values ?? []) : [];
      return validateNodeRequirement(item, at).concat(
        yield* errorsOfEach(values, (value, place) =>
          invalidEach(at.child('values').index(place), value, isLabelValue),
        ),
      );
    })),
    ...(yield* errorsOfEach(matchFields, (item, index) =>
      validateFieldRequirement(item, path.child('matchFields').index(index)),
    )),
  ];
}

function* validatePodTerm(term: PodAffinityTerm = {}, path: FieldPath): Steps<FieldError[]> {
  const { namespaces = [], matchLabelKeys, mismatchLabelKeys, labelSelector, topologyKey = '' } = term;
  const key = path.child('topologyKey');
  return [
    ...(yield* validateLabelSelector(labelSelector, path.child('labelSelector'))),
    ...(yield* validateLabelSelector(term.namespaceSelector, path.child('namespaceSelector'))),
    // Kubernetes calls the list otherwise, and says of no name where in it it is.
    ...(yield* errorsOfEach(namespaces, (name) => invalidEach(path.child('namespace'), name, isDns1123Label))),
    ...(yield* validateLabelKeys({ matchLabelKeys, mismatchLabelKeys, labelSelector }, path)),
    ...(topologyKey ? [] : [fieldErrors.required(key, 'can not be empty')]),
    ...invalidEach(key, topologyKey, isQualifiedName),
  ];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** `path`: of the terms, of which there is one at least. `mustBeLabels`: whether values are refused that no label can have. */
export function* validateNodeSelector(
  { nodeSelectorTerms: terms = [] }: NodeSelector,
  path: FieldPath,
  mustBeLabels: boolean,
): Steps<FieldError[]> {
  return [
    ...(terms.length === 0 ? [fieldErrors.required(path, 'must have at least one node selector term')] : []),
    ...(yield* errorsOfEach(terms, (term, index) => validateNodeTerm(term, mustBeLabels, path.index(index)))),
  ];
}

function* validateNodeAffinity({ nodeAffinity }: Affinity, path: FieldPath): Steps<FieldError[]> {
  const at = path.child(REQUIRED, 'nodeSelectorTerms');
  const required = nodeAffinity?.[REQUIRED];
  return [
    ...(required ? yield* validateNodeSelector(required, at, true) : []),
    ...(yield* errorsOfEach(nodeAffinity?.[PREFERRED] ?? [], (term, index) =>
      validateNodeTerm(term.preference, false, path.child(PREFERRED).index(index).child('preference')),
    )),
  ];
}

export function* validateAffinity(affinity: Affinity | undefined, path: FieldPath): Steps<FieldError[]> {
  if (!affinity) return [];
  let errors = yield* validateNodeAffinity(affinity, path.child('nodeAffinity'));
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const)
    errors = errors.concat(
      yield* errorsOfEach(affinity[kind]?.[REQUIRED] ?? [], (term, index) =>
        validatePodTerm(term, path.child(kind, REQUIRED).index(index)),
      ),
      yield* errorsOfEach(affinity[kind]?.[PREFERRED] ?? [], (term, index) =>
        validatePodTerm(term.podAffinityTerm, path.child(kind, PREFERRED).index(index).child('podAffinityTerm')),
      ),
    );
  return errors;
}
