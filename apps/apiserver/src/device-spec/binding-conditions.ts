import { fieldErrors, isQualifiedName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Device } from '@kubets/proto-gen/resource/v1';
import { invalidEach } from '../validation/field-checks';
import { duplicates } from './request-names';

const MAX_CONDITIONS = 4;

/** What has to be the case before a pod is bound, and what says that it never will be: both, or neither. */
export function validateBindingConditions(
  {
    bindingConditions = [],
    bindingFailureConditions = [],
  }: Pick<Device, 'bindingConditions' | 'bindingFailureConditions'>,
  path: FieldPath,
): FieldError[] {
  const [wanted, failed] = [path.child('bindingConditions'), path.child('bindingFailureConditions')];
  const names = (conditions: readonly string[], at: FieldPath): FieldError[] =>
    conditions.length > MAX_CONDITIONS
      ? []
      : conditions.flatMap((name, index) => invalidEach(at.index(index), name, isQualifiedName));
  const errors = [
    ...names(bindingConditions, wanted),
    ...names(bindingFailureConditions, failed),
    ...duplicates(bindingConditions, (name) => name, wanted),
    ...duplicates(bindingFailureConditions, (name) => name, failed),
  ];
  for (const [index, name] of bindingFailureConditions.entries())
    if (bindingConditions.includes(name)) {
      const detail = 'bindingFailureConditions must not overlap with bindingConditions';
      errors.push(fieldErrors.invalid(failed.index(index), name, detail));
    }
  if (bindingConditions.length === 0 && bindingFailureConditions.length > 0) {
    const detail = 'bindingConditions are required to use bindingFailureConditions';
    errors.push(fieldErrors.invalid(wanted, null, detail));
  }
  if (bindingFailureConditions.length === 0 && bindingConditions.length > 0) {
    const detail = 'bindingFailureConditions are required to use bindingConditions';
    errors.push(fieldErrors.invalid(failed, null, detail));
  }
  return errors;
}
