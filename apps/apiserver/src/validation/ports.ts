import { fieldErrors, isPortName, isPortNumber, type FieldError, type FieldPath } from '@kubets/apimachinery';

/** A number from 1 to 65535, or the name of a container's port. */
export function validatePortNumOrName(path: FieldPath, port: unknown): FieldError[] {
  const problems = typeof port === 'number' ? isPortNumber(port) : isPortName(String(port ?? ''));
  return problems.map((text) => fieldErrors.invalid(path, port ?? 0, text));
}
