import {
  fieldErrors,
  isQualifiedName,
  NON_NEGATIVE_TEXT,
  parseQuantity,
  quantityProblem,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type { PodSpec, ResourceClaim, ResourceRequirements } from '@kubets/proto-gen/core/v1';

const STANDARD: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
/** Resources that plugins offer, whole and never overcommitted. */
const isExtended = (name: string): boolean =>
  name.includes('/') && !name.startsWith('requests.') && !/(^|\.)kubernetes\.io\//.test(name);

const POD_LEVEL = ['cpu', 'hugepages-', 'memory'];

function isMultipleOf(text: string, page: string): boolean {
  if (quantityProblem(page)) return false;
  const [amount, size] = [parseQuantity(text).value(), parseQuantity(page).value()];
  return size > 0 && amount > 0 && amount % size === 0;
}

function validateName(name: string, path: FieldPath): FieldError[] {
  if (STANDARD.has(name)) return [];
  const problems = isQualifiedName(name);
  if (problems.length > 0) return problems.map((text) => fieldErrors.invalid(path, name, text));
  if (name.includes('/') || isHugePages(name)) return [];
  return [
    fieldErrors.invalid(path, name, 'must be a standard resource type or fully qualified'),
    fieldErrors.invalid(path, name, 'must be a standard resource for containers'),
  ];
}

/** A pod as a whole is limited in what the kernel can limit it in. */
function validatePodLevelName(name: string, path: FieldPath): FieldError[] {
  if (POD_LEVEL.some((supported) => name === supported || (isHugePages(name) && isHugePages(supported)))) return [];
  const problems = STANDARD.has(name) ? [] : isQualifiedName(name);
  if (problems.length > 0) return problems.map((text) => fieldErrors.invalid(path, name, text));
  return [fieldErrors.notSupported(path, name, POD_LEVEL)];
}

type NameCheck = typeof validateName;

function validateList(list: Record<string, string> | undefined, path: FieldPath, check: NameCheck): FieldError[] {
  return Object.entries(list ?? {}).flatMap(([name, text]) => {
    const at = path.key(name);
    const errors = check(name, at);
    if (text.startsWith('-') && parseQuantity(text).sign() < 0)
      errors.push(fieldErrors.invalid(at, text, NON_NEGATIVE_TEXT));
    if (isExtended(name) && !parseQuantity(text).isInteger()) {
      errors.push(fieldErrors.invalid(at, text, 'must be an integer'));
    }
    if (isHugePages(name) && !isMultipleOf(text, name.slice('hugepages-'.length))) {
      errors.push(fieldErrors.invalid(at, text, `${text} is not positive integer multiple of ${name}`));
    }
    return errors;
  });
}

function compare(resources: ResourceRequirements, path: FieldPath): FieldError[] {
  return Object.entries(resources.requests ?? {}).flatMap(([name, request]) => {
    const limit = resources.limits?.[name];
    const whole = isExtended(name) || isHugePages(name);
    if (limit === undefined) {
      return whole
        ? [fieldErrors.required(path.child('limits'), 'Limit must be set for non overcommitable resources')]
        : [];
    }
    if (request === limit) return [];
    const order = parseQuantity(request).cmp(parseQuantity(limit));
    if (whole && order !== 0) {
      return [fieldErrors.invalid(path.child('requests'), request, `must be equal to ${name} limit of ${limit}`)];
    }
    return order > 0
      ? [
          fieldErrors.invalid(
            path.child('requests'),
            request,
            `must be less than or equal to ${name} limit of ${limit}`,
          ),
        ]
      : [];
  });
}

function hugePagesAlone({ limits = {}, requests = {} }: ResourceRequirements, path: FieldPath): FieldError[] {
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const isAlone = names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory');
  return isAlone ? [fieldErrors.forbidden(path, 'HugePages require cpu or memory')] : [];
}

function validateRequirements(resources: ResourceRequirements, path: FieldPath, check: NameCheck): FieldError[] {
  return [
    ...validateList(resources.limits, path.child('limits'), check),
    ...validateList(resources.requests, path.child('requests'), check),
    ...compare(resources, path),
    ...hugePagesAlone(resources, path),
  ];
}

function validateClaims(claims: ResourceClaim[], known: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const those = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
  return claims.flatMap(({ name }, index) => {
    const at = path.index(index);
    if (!name) return [fieldErrors.required(at)];
    const detail = `must be one of the names in pod.spec.resourceClaims${those}`;
    return known.has(name) ? [] : [{ ...fieldErrors.notFound(at, name), detail }];
  });
}

/** What a container asks for and may use at most. `claims`: names of those that its pod has. */
export function validateContainerResources(
  resources: ResourceRequirements,
  claims: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  return [
    ...validateRequirements(resources, path, validateName),
    ...validateClaims(resources.claims ?? [], claims, path.child('claims')),
  ];
}

/** What a pod asks for and may use at most as a whole, and that none of its containers may use more. */
export function validatePodResources({ resources, containers = [] }: PodSpec, path: FieldPath): FieldError[] {
  if (!resources) return [];
  const errors = resources.claims
    ? [fieldErrors.forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level')]
    : [];
  errors.push(...validateRequirements(resources, path, validatePodLevelName));
  containers.forEach((container, index) => {
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {})) {
      const most = resources.limits?.[name];
      if (most === undefined || parseQuantity(limit).cmp(parseQuantity(most)) <= 0) continue;
      const at = path.child('containers').index(index).key(name).child('limits');
      errors.push(fieldErrors.invalid(at, limit, `must be less than or equal to pod limits of ${most}`));
    }
  });
  return errors;
}
