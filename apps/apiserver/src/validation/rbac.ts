import {
  errorsOfEach,
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  isDns1123Subdomain,
  isPathSegmentName,
  semanticEqual,
  type FieldError,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import type { PolicyRule, RoleRef, Subject } from '@kubets/proto-gen/rbac/v1';
import { invalidEach } from './field-checks';
import { goStruct } from './go-struct';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

function validateRule(rule: PolicyRule, namespaced: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (rule.nonResourceURLs?.length) {
    const urls = path.child('nonResourceURLs');
    if (namespaced) {
      errors.push(
        fieldErrors.invalid(urls, rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'),
      );
    }
    if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(fieldErrors.invalid(urls, rule.nonResourceURLs, detail));
    }
    return errors;
  }
  if (!rule.apiGroups?.length) {
    errors.push(fieldErrors.required(path.child('apiGroups'), 'resource rules must supply at least one api group'));
  }
  if (!rule.resources?.length) {
    errors.push(fieldErrors.required(path.child('resources'), 'resource rules must supply at least one resource'));
  }
  return errors;
}

export function validateRules(rules: PolicyRule[] | undefined, namespaced: boolean): Steps<FieldError[]> {
  const path = FieldPath.of('rules');
  return errorsOfEach(rules ?? [], (rule, index) => validateRule(rule, namespaced, path.index(index)));
}

function validateSubject(subject: Subject, namespaced: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const group = subject.apiGroup ?? '';
  switch (subject.kind) {
    case 'ServiceAccount':
      if (subject.name) errors.push(...invalidEach(path.child('name'), subject.name, isDns1123Subdomain));
      if (group !== '') errors.push(fieldErrors.notSupported(path.child('apiGroup'), group, ['']));
      if (!namespaced && !subject.namespace) errors.push(fieldErrors.required(path.child('namespace')));
      return errors;
    case 'User':
    case 'Group':
      if (group !== RBAC_GROUP) errors.push(fieldErrors.notSupported(path.child('apiGroup'), group, [RBAC_GROUP]));
      return errors;
    default:
      return [
        ...errors,
        fieldErrors.notSupported(path.child('kind'), subject.kind ?? '', ['ServiceAccount', 'User', 'Group']),
      ];
  }
}

export interface Binding extends KubeObject {
  roleRef?: RoleRef;
  subjects?: Subject[];
}

/** All that is wrong with a binding that is new, or is not what it was, `old`. */
export function* validateBinding(binding: Binding, namespaced: boolean, old?: Binding): Steps<FieldError[]> {
  const ref = FieldPath.of('roleRef');
  const group = binding.roleRef?.apiGroup ?? '';
  const errors: FieldError[] = [];
  if (group !== RBAC_GROUP) errors.push(fieldErrors.notSupported(ref.child('apiGroup'), group, [RBAC_GROUP]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const kind = binding.roleRef?.kind ?? '';
  if (!kinds.includes(kind)) errors.push(fieldErrors.notSupported(ref.child('kind'), kind, kinds));
  const name = binding.roleRef?.name;
  const ofChange = old ? validateBindingUpdate(binding, old) : [];
  if (name) errors.push(...invalidEach(ref.child('name'), name, isPathSegmentName));
  // What types declare of a part is not looked at where the whole may not have changed.
  else errors.push({ ...fieldErrors.required(ref.child('name')), ...(ofChange.length === 0 && { told: 'declared' }) });
  const subjects = FieldPath.of('subjects');
  return errors.concat(
    yield* errorsOfEach(binding.subjects ?? [], (subject, index) =>
      validateSubject(subject, namespaced, subjects.index(index)),
    ),
    ofChange,
  );
}

/** A binding that changed its role would silently change what its subjects were once granted. */
function validateBindingUpdate(binding: Binding, old: Binding): FieldError[] {
  const { roleRef = {} } = binding;
  if (semanticEqual(roleRef, old.roleRef)) return [];
  const shown = goStruct(roleRef, 'kubets.rbac.v1.RoleRef');
  return [fieldErrors.invalid(FieldPath.of('roleRef'), shown, FIELD_IMMUTABLE)];
}

/** Users and groups live in RBAC's own group. */
export function defaultBinding(binding: Binding): void {
  for (const subject of binding.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= RBAC_GROUP;
  }
}
