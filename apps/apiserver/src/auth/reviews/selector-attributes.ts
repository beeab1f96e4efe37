import {
  fieldErrors,
  parseFieldSelector,
  type FieldError,
  type FieldPath,
  type FieldRequirement,
} from '@kubets/apimachinery';
import type { FieldSelectorAttributes, LabelSelectorAttributes } from '@kubets/proto-gen/authorization/v1';

/** All that is wrong with a selector of a review: it is either a text or requirements. */
export function selectorErrors(
  selector: FieldSelectorAttributes | LabelSelectorAttributes | undefined,
  path: FieldPath,
): FieldError[] {
  if (!selector) return [];
  const { rawSelector = '', requirements = [] } = selector;
  const errors: FieldError[] = [];
  if (rawSelector && requirements.length > 0)
    errors.push(
      fieldErrors.invalid(path.child('rawSelector'), rawSelector, 'may not specified at the same time as requirements'),
    );
  if (!rawSelector && requirements.length === 0)
    errors.push(
      fieldErrors.required(
        path.child('requirements'),
        `when ${path} is specified, requirements or rawSelector is required`,
      ),
    );
  requirements.forEach(({ key, operator, values = [] }, index) => {
    const at = path.child('requirements').index(index);
    if (!key) errors.push(fieldErrors.required(at.child('key'), 'must be specified'));
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
      errors.push(fieldErrors.required(at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
    }
    if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
      errors.push(
        fieldErrors.forbidden(at.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
    }
  });
  return errors;
}

/**
 * What a review says of fields, as authorization knows it. All requirements hold together, so one that is not understood
 * is left out: what is asked is then more, never less, than what is meant.
 */
export function fieldRequirementsOf({
  rawSelector,
  requirements = [],
}: FieldSelectorAttributes = {}): FieldRequirement[] {
  if (rawSelector) return parsedOrNone(rawSelector);
  return requirements.flatMap(({ key: field = '', operator, values = [] }): FieldRequirement[] => {
    const [value] = values;
    if (values.length !== 1 || value === undefined) return [];
    if (operator === 'In') return [{ field, operator: '=', value }];
    return operator === 'NotIn' ? [{ field, operator: '!=', value }] : [];
  });
}

function parsedOrNone(selector: string): FieldRequirement[] {
  try {
    return [...parseFieldSelector(selector).requirements];
  } catch {
    return [];
  }
}
