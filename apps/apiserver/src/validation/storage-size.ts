import { fieldErrors, parseQuantity, type FieldError, type FieldPath } from '@kubets/apimachinery';

/** More than nothing. */
export function validateSize(size: string, path: FieldPath): FieldError[] {
  return parseQuantity(size).sign() > 0 ? [] : [fieldErrors.invalid(path, size, 'must be greater than zero')];
}
