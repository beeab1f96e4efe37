import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { RuleWithOperations } from '@kubets/proto-gen/admissionregistration/v1';

const ANY = '*';
const OPERATIONS = [ANY, 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = [ANY, 'Cluster', 'Namespaced'];

/** Which operations on which resources a webhook or a policy is for. */
export function validateRuleWithOperations(rule: RuleWithOperations, path: FieldPath): FieldError[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  return [
    ...validateAlternatives(operations, path.child('operations'), 'operations'),
    ...operations.flatMap((operation, index) =>
      OPERATIONS.includes(operation)
        ? []
        : [fieldErrors.notSupported(path.child('operations').index(index), operation, OPERATIONS)],
    ),
    ...validateAlternatives(apiGroups, path.child('apiGroups'), 'API groups'),
    ...validateAlternatives(apiVersions, path.child('apiVersions'), 'API versions'),
    ...requireEach(apiVersions, path.child('apiVersions')),
    ...validateResources(resources, path.child('resources')),
    ...(scope === undefined || SCOPES.includes(scope)
      ? []
      : [fieldErrors.notSupported(path.child('scope'), scope, SCOPES)]),
  ];
}

function validateAlternatives(values: readonly string[], path: FieldPath, what: string): FieldError[] {
  if (values.length === 0) return [fieldErrors.required(path)];
  if (values.length === 1 || !values.includes(ANY)) return [];
  return [fieldErrors.invalid(path, values, `if '*' is present, must not specify other ${what}`)];
}

const requireEach = (values: readonly string[], path: FieldPath): FieldError[] =>
  values.flatMap((value, index) => (value === '' ? [fieldErrors.required(path.index(index))] : []));

/** `pods`, `pods/log`, `pods/*`, with a wildcard on either side: none that another of them covers. */
function validateResources(resources: readonly string[], path: FieldPath): FieldError[] {
  if (resources.length === 0) return [fieldErrors.required(path)];
  const errors: FieldError[] = [];
  const allBelow = new Set<string>();
  const belowAll = new Set<string>();
  let hasPlain = false;
  resources.forEach((resource, index) => {
    const at = path.index(index);
    if (resource === '') return errors.push(fieldErrors.required(at));
    const slash = resource.indexOf('/');
    if (slash < 0) return void (hasPlain = resource !== ANY);
    const [whole, part] = [resource.slice(0, slash), resource.slice(slash + 1)];
    const covered = (by: string) =>
      errors.push(fieldErrors.invalid(at, resource, `if '${by}' is present, must not specify ${resource}`));
    if (allBelow.has(whole)) covered(`${whole}/*`);
    if (belowAll.has(part)) covered(`*/${part}`);
    if (part === ANY) allBelow.add(whole);
    if (whole === ANY) belowAll.add(part);
    return undefined;
  });
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(fieldErrors.invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes(ANY) && hasPlain) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(fieldErrors.invalid(path, resources, detail));
  }
  return errors;
}
