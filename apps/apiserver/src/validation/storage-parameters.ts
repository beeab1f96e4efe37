import { fieldErrors, isQualifiedName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { invalidEach } from './field-checks';

const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;

export const bytesOfMap = (map: Record<string, string>): number =>
  Object.entries(map).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);

/** Who makes volumes. That there has to be one, the schema says. */
export const validateProvisioner = (name: string, path: FieldPath): FieldError[] =>
  name === '' ? [] : invalidEach(path, name.toLowerCase(), isQualifiedName);

/** What a driver is told of a class. */
export function validateStorageParameters(parameters: Record<string, string>, path: FieldPath): FieldError[] {
  if (Object.keys(parameters).length > MAX_PARAMETERS) return [fieldErrors.tooLong(path, '', MAX_PARAMETERS)];
  const errors: FieldError[] = [];
  if (parameters[''] !== undefined) errors.push(fieldErrors.invalid(path, '', 'field can not be empty.'));
  if (bytesOfMap(parameters) > MAX_PARAMETER_BYTES) errors.push(fieldErrors.tooLong(path, '', MAX_PARAMETER_BYTES));
  return errors;
}
