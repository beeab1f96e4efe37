import {
  fieldErrors,
  NON_NEGATIVE_TEXT,
  parseQuantity,
  quantityProblem,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type { Container, PodSpec, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { containersTogether } from './default-pod-resources';
import {
  isHugePages,
  isOvercommittable,
  isWhole,
  validateContainerResourceName,
  validatePodResourceName,
} from './resource-names';
import { validateClaims } from './validate-resource-claims';

function isMultipleOf(text: string, page: string): boolean {
  if (quantityProblem(page)) return false;
  const size = parseQuantity(page);
  return size.sign() > 0 && size.isInteger() && parseQuantity(text).value() % size.value() === 0;
}

type NameCheck = (name: string, path: FieldPath) => FieldError[];

function validateAmount(name: string, text: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (text.startsWith('-') && parseQuantity(text).sign() < 0)
    errors.push(fieldErrors.invalid(path, text, NON_NEGATIVE_TEXT));
  if (isWhole(name) && !parseQuantity(text).isInteger())
    errors.push(fieldErrors.invalid(path, text, 'must be an integer'));
  return errors;
}

function validateHugePages(name: string, text: string, path: FieldPath): FieldError[] {
  if (!isHugePages(name) || isMultipleOf(text, name.slice('hugepages-'.length))) return [];
  return [fieldErrors.invalid(path, text, `${text} is not positive integer multiple of ${name}`)];
}

/** How much is asked for, beside how much there may be at most. */
function compare(name: string, request: string, limit: string | undefined, path: FieldPath): FieldError[] {
  const isStrict = !isOvercommittable(name);
  if (limit === undefined) {
    const detail = 'Limit must be set for non overcommitable resources';
    return isStrict ? [fieldErrors.required(path.child('limits'), detail)] : [];
  }
  if (request === limit) return [];
  const order = parseQuantity(request).cmp(parseQuantity(limit));
  if (order === 0 || (order < 0 && !isStrict)) return [];
  const relation = isStrict ? 'equal to' : 'less than or equal to';
  return [fieldErrors.invalid(path.child('requests'), request, `must be ${relation} ${name} limit of ${limit}`)];
}

function hugePagesAlone({ limits = {}, requests = {} }: ResourceRequirements, path: FieldPath): FieldError[] {
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const isAlone = names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory');
  return isAlone ? [fieldErrors.forbidden(path, 'HugePages require cpu or memory')] : [];
}

function validateRequirements(resources: ResourceRequirements, path: FieldPath, check: NameCheck): FieldError[] {
  const { limits = {}, requests = {} } = resources;
  const errors: FieldError[] = [];
  for (const [name, text] of Object.entries(limits)) {
    const at = path.child('limits').key(name);
    errors.push(...check(name, at), ...validateAmount(name, text, at), ...validateHugePages(name, text, at));
  }
  for (const [name, text] of Object.entries(requests)) {
    const at = path.child('requests').key(name);
    errors.push(...check(name, at), ...validateAmount(name, text, at));
    errors.push(...compare(name, text, limits[name], path), ...validateHugePages(name, text, at));
  }
  return [...errors, ...hugePagesAlone(resources, path)];
}

/** What a container asks for and may use at most. `claims`: names of those that its pod has. */
export function validateContainerResources(
  resources: ResourceRequirements,
  claims: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  return [
    ...validateRequirements(resources, path, validateContainerResourceName),
    ...validateClaims(resources.claims ?? [], claims, path.child('claims')),
  ];
}

/** What running the pod costs besides its containers. */
export const validateOverhead = ({ overhead }: PodSpec, path: FieldPath): FieldError[] =>
  overhead ? validateRequirements({ limits: overhead }, path, validateContainerResourceName) : [];

/** What a pod asks for and may use at most as a whole, and that none of its containers may use more. */
export function validatePodResources(spec: PodSpec, path: FieldPath): FieldError[] {
  const { resources, containers = [], os } = spec;
  if (!resources) return [];
  if (os?.name === 'windows') return [fieldErrors.forbidden(path, 'may not be set for a windows pod')];
  const errors = resources.claims
    ? [fieldErrors.forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level')]
    : [];
  errors.push(...validateRequirements(resources, path, validatePodResourceName));
  errors.push(...validateClaims(resources.claims ?? [], new Set(), path.child('claims')));
  errors.push(...withinContainers(spec, path));
  containers.forEach((container, index) => {
    const at = path.child('containers').index(index);
    errors.push(...limitsWithin(container, resources, at));
  });
  return errors;
}

/** What the containers ask for together is not more than what the pod does; nor of huge pages what they can take. */
function withinContainers(spec: PodSpec, path: FieldPath): FieldError[] {
  return (['requests', 'limits'] as const).flatMap((side) =>
    [...containersTogether(spec, side)].flatMap(([name, amount]) => {
      const whole = spec.resources?.[side]?.[name];
      if (whole === undefined || (side === 'limits' && !isHugePages(name))) return [];
      if (amount.cmp(parseQuantity(whole)) <= 0) return [];
      const detail = `must be greater than or equal to aggregate container ${side} of ${amount.toString()}`;
      return [fieldErrors.invalid(path.child(side).key(name), whole, detail)];
    }),
  );
}

const limitsWithin = (container: Container, pod: ResourceRequirements, path: FieldPath): FieldError[] =>
  Object.entries(container.resources?.limits ?? {}).flatMap(([name, limit]) => {
    const most = pod.limits?.[name];
    if (most === undefined || parseQuantity(limit).cmp(parseQuantity(most)) <= 0) return [];
    const detail = `must be less than or equal to pod limits of ${most}`;
    return [fieldErrors.invalid(path.key(name).child('limits'), limit, detail)];
  });
