import { fieldErrors, isPathSegmentName, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { MatchResources, NamedRuleWithOperations } from '@kubets/proto-gen/admissionregistration/v1';
import { validateRuleWithOperations } from './admission-rules';
import { invalidEach } from './field-checks';
import { validateLabelSelector } from './label-selector';

/** Which requests a policy or a binding is for. */
export function* validateMatchResources(
  { namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] }: MatchResources,
  path: FieldPath,
): Steps<FieldError[]> {
  const rules = (list: readonly NamedRuleWithOperations[], at: FieldPath) =>
    list.flatMap((rule, index) => validateNamedRule(rule, at.index(index)));
  return [
    ...(yield* validateLabelSelector(namespaceSelector, path.child('namespaceSelector'))),
    ...(yield* validateLabelSelector(objectSelector, path.child('objectSelector'))),
    ...rules(resourceRules, path.child('resourceRules')),
    ...rules(excludeResourceRules, path.child('excludeResourceRules')),
  ];
}

function validateNamedRule(rule: NamedRuleWithOperations, path: FieldPath): FieldError[] {
  const names = rule.resourceNames ?? [];
  const seen = new Set<string>();
  const errors = names.flatMap((name, index) => {
    const at = path.child('resourceNames').index(index);
    const duplicate = seen.has(name) ? [fieldErrors.duplicate(at, name)] : [];
    seen.add(name);
    return [...invalidEach(at, name, isPathSegmentName), ...duplicate];
  });
  return [...errors, ...validateRuleWithOperations(rule, path)];
}
