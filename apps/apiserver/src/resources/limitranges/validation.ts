import {
  errorsOfEach,
  fieldErrors,
  FieldPath,
  isQualifiedName,
  member,
  parseQuantity,
  type FieldError,
  type Quantity,
  type Steps,
} from '@kubets/apimachinery';
import type { LimitRange, LimitRangeItem } from '@kubets/proto-gen/core/v1';
import { isOvercommittable, validateContainerResourceName, validateResourceName } from '../../pod-spec/resource-names';
import { invalidEach } from '../../validation/field-checks';

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const ONE = parseQuantity('1');

export function validateLimitRange({ spec }: LimitRange): Steps<FieldError[]> {
  const known = new Set<string>();
  return errorsOfEach(spec?.limits ?? [], function* (limit, index) {
    const path = FieldPath.of('spec', 'limits').index(index);
    const { type = '' } = limit;
    const isKnown = known.has(type);
    known.add(type);
    return [
      ...validateType(type, path.child('type')),
      ...(isKnown ? [fieldErrors.duplicate(path.child('type'), type)] : []),
      ...(yield* validateItem(limit, path)),
    ];
  });
}

function validateType(type: string, path: FieldPath): FieldError[] {
  const errors = invalidEach(path, type, isQualifiedName);
  if (errors.length > 0 || type.includes('/') || TYPES.includes(type)) return errors;
  return [fieldErrors.invalid(path, type, 'must be a standard limit type or fully qualified')];
}

const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
type List = (typeof LISTS)[number];

function* validateItem(limit: LimitRangeItem, path: FieldPath): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  const isPod = limit.type === 'Pod';
  const validateName = isPod || limit.type === 'Container' ? validateContainerResourceName : validateResourceName;
  const lists: Partial<Record<List, Record<string, string>>> = {};
  const names = new Set<string>();
  for (const list of LISTS) {
    yield;
    const given = Object.keys(limit[list] ?? {});
    const isForbidden = isPod && (list === 'default' || list === 'defaultRequest');
    if (isForbidden && given.length > 0)
      errors.push(fieldErrors.forbidden(path.child(list), "may not be specified when `type` is 'Pod'"));
    if (isForbidden) continue;
    lists[list] = limit[list] ?? {};
    const ofNames = yield* errorsOfEach(given, (name) => {
      names.add(name);
      return validateName(name, path.child(list).key(name));
    });
    for (const error of ofNames) errors.push(error);
  }
  if (limit.type === 'PersistentVolumeClaim' && !lists.min?.['storage'] && !lists.max?.['storage']) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(fieldErrors.required(path.child('limits'), detail));
  }
  const ofAmounts = yield* errorsOfEach([...names], (name) => validateAmounts(name, amountsOf(lists, name), path));
  return [...errors, ...ofAmounts];
}

/** What the lists say of one resource must not contradict itself. */
function validateAmounts(name: string, amounts: Partial<Record<List, Quantity>>, path: FieldPath): FieldError[] {
  const { min, max, default: limit, defaultRequest: request, maxLimitRequestRatio: ratio } = amounts;
  const errors: FieldError[] = [];
  const invalid = (list: List, value: unknown, detail: string) =>
    errors.push(fieldErrors.invalid(path.child(list).key(name), String(value), detail));
  if (min && max && min.cmp(max) > 0) invalid('min', min, `min value ${min} is greater than max value ${max}`);
  if (request && min && min.cmp(request) > 0)
    invalid('defaultRequest', request, `min value ${min} is greater than default request value ${request}`);
  if (request && max && request.cmp(max) > 0)
    invalid('defaultRequest', request, `default request value ${request} is greater than max value ${max}`);
  if (request && limit && request.cmp(limit) > 0)
    invalid('defaultRequest', request, `default request value ${request} is greater than default limit value ${limit}`);
  if (limit && min && min.cmp(limit) > 0)
    invalid('default', min, `min value ${min} is greater than default value ${limit}`);
  if (limit && max && limit.cmp(max) > 0)
    invalid('default', max, `default value ${limit} is greater than max value ${max}`);
  if (ratio && ratio.cmp(ONE) < 0) invalid('maxLimitRequestRatio', ratio, `ratio ${ratio} is less than 1`);
  if (ratio && min && max) {
    const most = max.milliValue() / min.milliValue();
    if (ratio.milliValue() / 1000 > most)
      invalid('maxLimitRequestRatio', ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`);
  }
  if (!isOvercommittable(name) && limit && request && limit.cmp(request) !== 0)
    invalid(
      'defaultRequest',
      request,
      `default value ${limit} must equal to defaultRequest value ${request} in ${name}`,
    );
  return errors;
}

function amountsOf(
  lists: Partial<Record<List, Record<string, string>>>,
  name: string,
): Partial<Record<List, Quantity>> {
  const amounts: Partial<Record<List, Quantity>> = {};
  for (const list of LISTS) {
    const amount = lists[list] && member(lists[list], name);
    if (amount !== undefined) amounts[list] = parseQuantity(amount as string);
  }
  return amounts;
}
