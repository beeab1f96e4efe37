import { quantitiesOf, type Quantities } from '@kubets/api';
import { fieldErrors, FieldPath, isQualifiedName, parseQuantity, type FieldError } from '@kubets/apimachinery';
import type { LimitRange, LimitRangeItem } from '@kubets/proto-gen/core/v1';
import { isOvercommittable, validateContainerResourceName, validateResourceName } from '../../pod-spec/resource-names';
import { invalidEach } from '../../validation/field-checks';

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const ONE = parseQuantity('1');

export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const limits = spec?.limits ?? [];
  return limits.flatMap((limit, index) => {
    const path = FieldPath.of('spec', 'limits').index(index);
    const { type = '' } = limit;
    const isKnown = limits.slice(0, index).some((earlier) => (earlier.type ?? '') === type);
    return [
      ...validateType(type, path.child('type')),
      ...(isKnown ? [fieldErrors.duplicate(path.child('type'), type)] : []),
      ...validateItem(limit, path),
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

function validateItem(limit: LimitRangeItem, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const isPod = limit.type === 'Pod';
  const validateName = isPod || limit.type === 'Container' ? validateContainerResourceName : validateResourceName;
  const lists = {} as Record<List, Quantities>;
  const names = new Set<string>();
  for (const list of LISTS) {
    const given = Object.keys(limit[list] ?? {});
    const isForbidden = isPod && (list === 'default' || list === 'defaultRequest');
    if (isForbidden && given.length > 0)
      errors.push(fieldErrors.forbidden(path.child(list), "may not be specified when `type` is 'Pod'"));
    lists[list] = isForbidden ? {} : quantitiesOf(limit[list]);
    for (const name of isForbidden ? [] : given) {
      errors.push(...validateName(name, path.child(list).key(name)));
      names.add(name);
    }
  }
  if (limit.type === 'PersistentVolumeClaim' && !lists.min['storage'] && !lists.max['storage']) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(fieldErrors.required(path.child('limits'), detail));
  }
  for (const name of names) errors.push(...validateAmounts(name, lists, path));
  return errors;
}

/** What the lists say of one resource must not contradict itself. */
function validateAmounts(name: string, lists: Record<List, Quantities>, path: FieldPath): FieldError[] {
  const { min, max, default: limit, defaultRequest: request, maxLimitRequestRatio: ratio } = of(lists, name);
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

const of = (lists: Record<List, Quantities>, name: string) =>
  Object.fromEntries(LISTS.map((list) => [list, lists[list][name]])) as Partial<Record<List, Quantities[string]>>;
