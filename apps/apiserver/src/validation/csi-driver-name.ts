import { fieldErrors, isDns1123Subdomain, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { invalidEach } from './field-checks';

const MAX_LENGTH = 63;

/** The name of a CSI driver, in letters of any case. */
export function validateCsiDriverName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [fieldErrors.required(path)];
  const errors = name.length > MAX_LENGTH ? [fieldErrors.tooLong(path, '', MAX_LENGTH)] : [];
  return [...errors, ...invalidEach(path, name, (text) => isDns1123Subdomain(text.toLowerCase()))];
}
