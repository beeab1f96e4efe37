import {
  fieldErrors,
  isQualifiedName,
  NON_NEGATIVE_TEXT,
  parseQuantity,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type { ResourceRequirements } from '@kubets/proto-gen/core/v1';

const STANDARD: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
/** Resources that plugins offer, whole and never overcommitted. */
const isExtended = (name: string): boolean =>
  name.includes('/') && !name.startsWith('requests.') && !/(^|\.)kubernetes\.io\//.test(name);

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

function validateList(list: Record<string, string> | undefined, path: FieldPath): FieldError[] {
  return Object.entries(list ?? {}).flatMap(([name, text]) => {
    const at = path.key(name);
    const errors = validateName(name, at);
    if (text.startsWith('-') && parseQuantity(text).sign() < 0)
      errors.push(fieldErrors.invalid(at, text, NON_NEGATIVE_TEXT));
    if (isExtended(name) && !parseQuantity(text).isInteger()) {
      errors.push(fieldErrors.invalid(at, text, 'must be an integer'));
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

/** What a container asks for and may use at most. */
export function validateResources(resources: ResourceRequirements, path: FieldPath): FieldError[] {
  return [
    ...validateList(resources.limits, path.child('limits')),
    ...validateList(resources.requests, path.child('requests')),
    ...compare(resources, path),
  ];
}
