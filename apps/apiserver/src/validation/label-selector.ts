import {
  errorsOfEach,
  fieldErrors,
  isLabelValue,
  isQualifiedName,
  labelErrors,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { LabelSelector, LabelSelectorRequirement } from '@kubets/proto-gen/meta/v1';

function validateRequirement(requirement: LabelSelectorRequirement, path: FieldPath): FieldError[] {
  const { key = '', operator = '', values = [] } = requirement;
  const errors: FieldError[] = [];
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(fieldErrors.required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(fieldErrors.forbidden(path.child('values'), detail));
      }
      break;
    default:
      errors.push(fieldErrors.invalid(path.child('operator'), operator, 'not a valid selector operator'));
  }
  errors.push(...isQualifiedName(key).map((text) => fieldErrors.invalid(path.child('key'), key, text)));
  values.forEach((value, index) => {
    const valuePath = path.child('values').index(index);
    errors.push(...isLabelValue(value).map((text) => fieldErrors.invalid(valuePath, value, text)));
  });
  return errors;
}

/** All that is wrong with a label selector; an absent one is fine. */
export function* validateLabelSelector(selector: LabelSelector | undefined, path: FieldPath): Steps<FieldError[]> {
  if (!selector) return [];
  const expressions = selector.matchExpressions ?? [];
  return [
    ...(yield* labelErrors(selector.matchLabels, path.child('matchLabels'))),
    ...(yield* errorsOfEach(expressions, (item, index) =>
      validateRequirement(item, path.child('matchExpressions').index(index)),
    )),
  ];
}

/** True when the selector would select everything. */
export function selectsEverything(selector: LabelSelector | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;
}
