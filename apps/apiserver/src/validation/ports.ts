import { fieldErrors, isPortName, isPortNumber, type FieldError, type FieldPath } from '@kubets/apimachinery';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;

/** A port that has to be given: 0 counts as absent, as it does for Kubernetes. */
export function validatePortNumber(path: FieldPath, port: number | undefined): FieldError[] {
  return isPortNumber(port ?? 0).map((text) => fieldErrors.invalid(path, port ?? 0, text));
}

/** A number from 1 to 65535, or the name of a container's port. */
export function validatePortNumOrName(path: FieldPath, port: unknown): FieldError[] {
  const problems = typeof port === 'number' ? isPortNumber(port) : isPortName(String(port ?? ''));
  return problems.map((text) => fieldErrors.invalid(path, port ?? 0, text));
}
