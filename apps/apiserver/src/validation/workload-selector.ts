import {
  fieldErrors,
  selectorFromLabelSelector,
  type FieldError,
  type FieldPath,
  type Selector,
  type Steps,
} from '@kubets/apimachinery';
import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { selectsEverything, validateLabelSelector } from './label-selector';

/** A workload's selector: well formed, and narrower than everything. `selector` is absent when it is not well formed. */
export function* validateWorkloadSelector(
  selector: LabelSelector | undefined,
  path: FieldPath,
): Steps<{ errors: FieldError[]; selector: Selector | undefined }> {
  // One that is absent selects nothing, not even what the template makes.
  if (!selector) return { errors: [], selector: selectorFromLabelSelector(undefined) };
  const problems = yield* validateLabelSelector(selector, path);
  const empty = selectsEverything(selector);
  const errors = [...problems];
  if (empty) errors.push(fieldErrors.invalid(path, selector, 'empty selector is invalid for deployment'));
  if (problems.length > 0) errors.push(fieldErrors.invalid(path, selector, 'invalid label selector'));
  return { errors, selector: problems.length === 0 ? selectorFromLabelSelector(selector) : undefined };
}
