import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { JobSpec, SuccessPolicyRule } from '@kubets/proto-gen/batch/v1';
import { countIndexes } from './index-intervals';

const MAX_RULES = 20;
const MAX_INDEXES_BYTES = 64 * 1024;

function validateRule({ succeededCount, succeededIndexes }: SuccessPolicyRule, path: FieldPath, completions: number) {
  const errors: FieldError[] = [];
  if (succeededCount === undefined && succeededIndexes === undefined)
    errors.push(fieldErrors.required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  let named = 0;
  if (succeededIndexes !== undefined) {
    const at = path.child('succeededIndexes');
    if (succeededIndexes.length > MAX_INDEXES_BYTES) errors.push(fieldErrors.tooLong(at, '', MAX_INDEXES_BYTES));
    const count = countIndexes(succeededIndexes, completions);
    if (typeof count === 'number') named = count;
    else errors.push(fieldErrors.invalid(at, succeededIndexes, `error parsing succeededIndexes: ${count}`));
  }
  if (succeededCount === undefined) return errors;
  const tooMany = (most: number, of: string): FieldError =>
    fieldErrors.invalid(
      path.child('succeededCount'),
      succeededCount,
      `must be less than or equal to ${most} (the number of ${of})`,
    );
  if (succeededCount > completions) errors.push(tooMany(completions, 'specified completions'));
  if (succeededIndexes !== undefined && succeededCount > named)
    errors.push(tooMany(named, 'indexes in the specified succeededIndexes field'));
  return errors;
}

/** When an indexed job has succeeded before all its indexes have. */
export function validateSuccessPolicy({ successPolicy, completions = 0 }: JobSpec, path: FieldPath): FieldError[] {
  const { rules = [] } = successPolicy ?? {};
  const at = path.child('rules');
  const errors: FieldError[] = [];
  if (rules.length === 0) {
    const detail = 'at least one rules must be specified when the successPolicy is specified';
    errors.push(fieldErrors.required(at, detail));
  }
  if (rules.length > MAX_RULES) errors.push(fieldErrors.tooMany(at, rules.length, MAX_RULES));
  return errors.concat(...rules.map((rule, index) => validateRule(rule, at.index(index), completions)));
}
