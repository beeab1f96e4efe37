import {
  fieldErrors,
  selectorFromLabelSelector,
  type FieldError,
  type FieldPath,
  type Selector,
} from '@kubets/apimachinery';
import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { selectsEverything, validateLabelSelector } from './label-selector';

/** A workload's selector: well formed, and narrower than everything. `selector` is absent when it is not well formed. */
export function validateWorkloadSelector(
  selector: LabelSelector | undefined,
  path: FieldPath,
): { errors: FieldError[]; selector: Selector | undefined } {
  if (!selector) return { errors: [], selector: undefined };
  const problems = validateLabelSelector(selector, path);
  const empty = selectsEverything(selector);
  const errors = empty
    ? [...problems, fieldErrors.invalid(path, selector, 'empty selector is invalid for deployment')]
    : problems;
  return { errors, selector: problems.length === 0 ? selectorFromLabelSelector(selector) : undefined };
}
