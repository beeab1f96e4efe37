import {
  errorsOfEach,
  fieldErrors,
  NON_NEGATIVE_TEXT,
  parseQuantity,
  quantityProblem,
  type FieldError,
  type FieldPath,
  type MaybeSteps,
  type Steps,
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

/** Of a resource's amount by itself. */
export function validateAmount(name: string, text: string, path: FieldPath): FieldError[] {
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

function hugePagesAlone(names: readonly string[], path: FieldPath): FieldError[] {
  const isAlone = names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory');
  return isAlone ? [fieldErrors.forbidden(path, 'HugePages require cpu or memory')] : [];
}

function* validateRequirements(
  { limits = {}, requests = {} }: ResourceRequirements,
  path: FieldPath,
  check: NameCheck,
): Steps<FieldError[]> {
  yield;
  const limited = Object.keys(limits);
  yield;
  const requested = Object.keys(requests);
  yield;
  const ofLimits = yield* errorsOfEach(limited, (name) => {
    const text = limits[name]!;
    const at = path.child('limits').key(name);
    return [...check(name, at), ...validateAmount(name, text, at), ...validateHugePages(name, text, at)];
  });
  const ofRequests = yield* errorsOfEach(requested, (name) => {
    const text = requests[name]!;
    const at = path.child('requests').key(name);
    return [
      ...check(name, at),
      ...validateAmount(name, text, at),
      ...compare(name, text, limits[name], path),
      ...validateHugePages(name, text, at),
    ];
  });
  yield;
  return ofLimits.concat(ofRequests, hugePagesAlone([...limited, ...requested], path));
}

/** What a container asks for and may use at most. `claims`: names of those that its pod has. */
export function* validateContainerResources(
  resources: ResourceRequirements,
  claims: ReadonlySet<string>,
  path: FieldPath,
): Steps<FieldError[]> {
  return [
    ...(yield* validateRequirements(resources, path, validateContainerResourceName)),
    ...(yield* validateClaims(resources.claims ?? [], claims, path.child('claims'))),
  ];
}

/** What running the pod costs besides its containers. */
export const validateOverhead = ({ overhead }: PodSpec, path: FieldPath): MaybeSteps<FieldError[]> =>
  overhead ? validateRequirements({ limits: overhead }, path, validateContainerResourceName) : [];

/** What a pod asks for and may use at most as a whole, and that none of its containers may use more. */
export function* validatePodResources(spec: PodSpec, path: FieldPath): Steps<FieldError[]> {
  const { resources, containers = [], os } = spec;
  if (!resources) return [];
  if (os?.name === 'windows') return [fieldErrors.forbidden(path, 'may not be set for a windows pod')];
  const errors = resources.claims
    ? [fieldErrors.forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level')]
    : [];
  return errors.concat(
    yield* validateRequirements(resources, path, validatePodResourceName),
    yield* validateClaims(resources.claims ?? [], new Set(), path.child('claims')),
    yield* withinContainers(spec, path),
    yield* errorsOfEach(containers, (container, index) =>
      limitsWithin(container, resources, path.child('containers').index(index)),
    ),
  );
}

/** What the containers ask for together is not more than what the pod does; nor of huge pages what they can take. */
const withinContainers = (spec: PodSpec, path: FieldPath): Steps<FieldError[]> =>
  errorsOfEach(['requests', 'limits'] as const, function* (side) {
    return yield* errorsOfEach([...(yield* containersTogether(spec, side))], ([name, amount]) => {
      const whole = spec.resources?.[side]?.[name];
      if (whole === undefined || (side === 'limits' && !isHugePages(name))) return [];
      if (amount.cmp(parseQuantity(whole)) <= 0) return [];
      const detail = `must be greater than or equal to aggregate container ${side} of ${amount.toString()}`;
      return [fieldErrors.invalid(path.child(side).key(name), whole, detail)];
    });
  });

function limitsWithin(container: Container, pod: ResourceRequirements, path: FieldPath): Steps<FieldError[]> {
  const { limits = {} } = container.resources ?? {};
  return errorsOfEach(Object.keys(limits), (name) => {
    const limit = limits[name]!;
    const most = pod.limits?.[name];
    if (most === undefined || parseQuantity(limit).cmp(parseQuantity(most)) <= 0) return [];
    const detail = `must be less than or equal to pod limits of ${most}`;
    return [fieldErrors.invalid(path.key(name).child('limits'), limit, detail)];
  });
}
