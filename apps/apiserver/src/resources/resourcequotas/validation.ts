import { fieldErrors, FieldPath, parseQuantity, type FieldError } from '@kubets/apimachinery';
import type { ResourceQuota, ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '@kubets/proto-gen/core/v1';
import { isQuotaResource, isWhole, validateResourceName } from '../../pod-spec/resource-names';

const SPEC = FieldPath.of('spec');
const OF_PODS = new Set(['pods', ...['cpu', 'memory'].flatMap((name) => [name, `limits.${name}`, `requests.${name}`])]);
const OF_SCOPE = new Map<string, ReadonlySet<string>>([
  ['Terminating', OF_PODS],
  ['NotTerminating', OF_PODS],
  ['BestEffort', new Set(['pods'])],
  ['NotBestEffort', OF_PODS],
  ['PriorityClass', OF_PODS],
  ['CrossNamespacePodAffinity', OF_PODS],
  ['VolumeAttributesClass', new Set(['persistentvolumeclaims', 'requests.storage'])],
]);
/** These are there or not, and have no values. */
const WITHOUT_VALUES = new Set([
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
]);
const CONFLICTING = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

export function validateResourceQuota({ spec = {}, status }: ResourceQuota): FieldError[] {
  return [
    ...validateAmounts(spec.hard, SPEC.child('hard')),
    ...validateScopes(spec, SPEC.child('scopes')),
    ...validateScopeSelector(spec, SPEC.child('scopeSelector', 'matchExpressions')),
    ...validateQuotaStatus({ status }),
  ];
}

export const validateQuotaStatus = ({ status }: Pick<ResourceQuota, 'status'>): FieldError[] => [
  ...validateAmounts(status?.hard, FieldPath.of('status', 'hard')),
  ...validateAmounts(status?.used, FieldPath.of('status', 'used')),
];

function validateAmounts(list: Record<string, string> | undefined, path: FieldPath): FieldError[] {
  return Object.entries(list ?? {}).flatMap(([name, text]) => {
    const at = path.key(name);
    const errors = validateResourceName(name, at);
    if (!name.includes('/') && !isQuotaResource(name))
      errors.push(fieldErrors.invalid(at, name, 'must be a standard resource for quota'));
    const quantity = parseQuantity(text);
    if (quantity.sign() < 0) errors.push(fieldErrors.invalid(at, text, 'must be greater than or equal to 0'));
    if (isWhole(name) && !quantity.isInteger()) errors.push(fieldErrors.invalid(at, text, 'must be an integer'));
    return errors;
  });
}

/** Whether a scope can be meant for each of the resources that are limited. */
const isMeantFor = (scope: string, { hard }: ResourceQuotaSpec): boolean[] =>
  Object.keys(hard ?? {})
    .filter(isQuotaResource)
    .map((name) => OF_SCOPE.get(scope)?.has(name) ?? true);

function validateScopes(spec: ResourceQuotaSpec, path: FieldPath): FieldError[] {
  const { scopes = [] } = spec;
  const invalid = (detail: string) => fieldErrors.invalid(path, scopes, detail);
  return [
    ...scopes.flatMap((scope) => [
      ...(OF_SCOPE.has(scope) ? [] : [invalid('unsupported scope')]),
      ...isMeantFor(scope, spec).flatMap((isMeant) =>
        isMeant ? [] : [invalid('unsupported scope applied to resource')],
      ),
    ]),
    ...conflictsOf(scopes).map(() => invalid('conflicting scopes')),
  ];
}

const conflictsOf = (scopes: readonly string[]) =>
  CONFLICTING.filter((pair) => pair.every((scope) => scopes.includes(scope)));

function validateScopeSelector(spec: ResourceQuotaSpec, path: FieldPath): FieldError[] {
  const { scopeSelector, scopes = null } = spec;
  if (!scopeSelector) return [];
  const requirements = scopeSelector.matchExpressions ?? [];
  const names = requirements.map(({ scopeName = '' }) => scopeName);
  return [
    ...requirements.flatMap((requirement) => [
      ...validateRequirement(requirement, path),
      ...isMeantFor(requirement.scopeName ?? '', spec).flatMap((isMeant) =>
        isMeant ? [] : [fieldErrors.invalid(path, scopeSelector, 'unsupported scope applied to resource')],
      ),
    ]),
    ...conflictsOf(names).map(() => fieldErrors.invalid(path, scopes, 'conflicting scopes')),
  ];
}

function validateRequirement(requirement: ScopedResourceSelectorRequirement, path: FieldPath): FieldError[] {
  const { scopeName = '', operator = '', values = [] } = requirement;
  const errors: FieldError[] = [];
  if (!OF_SCOPE.has(scopeName))
    errors.push(fieldErrors.invalid(path.child('scopeName'), scopeName, 'unsupported scope'));
  if (WITHOUT_VALUES.has(scopeName) && operator !== 'Exists') {
    const detail =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(fieldErrors.invalid(path.child('operator'), operator, detail));
  }
  const wantsValues = operator === 'In' || operator === 'NotIn';
  if (!wantsValues && operator !== 'Exists' && operator !== 'DoesNotExist')
    errors.push(fieldErrors.invalid(path.child('operator'), operator, 'not a valid selector operator'));
  else if (wantsValues && values.length === 0) {
    const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    errors.push(fieldErrors.required(path.child('values'), detail));
  } else if (!wantsValues && values.length > 0) {
    const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    errors.push(fieldErrors.invalid(path.child('values'), values, detail));
  }
  return errors;
}

/** Which objects count stays as it is. */
export function validateQuotaUpdate({ spec }: ResourceQuota, old: ResourceQuota): FieldError[] {
  const [before, after] = [new Set(old.spec?.scopes), new Set(spec?.scopes)];
  const isSame = before.size === after.size && [...after].every((scope) => before.has(scope));
  return isSame ? [] : [fieldErrors.invalid(SPEC.child('scopes'), spec?.scopes ?? null, 'field is immutable')];
}
