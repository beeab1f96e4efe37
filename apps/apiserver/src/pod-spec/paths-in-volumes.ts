import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';

/** A path below the volume's root, that does not climb out. */
export function validateDescendingPath(path: FieldPath, target: string): FieldError[] {
  const absolute = target.startsWith('/') ? [fieldErrors.invalid(path, target, 'must be a relative path')] : [];
  return [...absolute, ...validateBacksteps(path, target)];
}

export function validateBacksteps(path: FieldPath, target: string): FieldError[] {
  return target.split('/').includes('..') ? [fieldErrors.invalid(path, target, "must not contain '..'")] : [];
}

/** A file that a volume is filled with. */
export function validateFileName(path: FieldPath, target = ''): FieldError[] {
  const errors = validateDescendingPath(path, target);
  // Names that begin so are how the agent swaps a volume's contents at once.
  const isReserved = target.startsWith('..') && !target.startsWith('../');
  return isReserved ? [...errors, fieldErrors.invalid(path, target, "must not start with '..'")] : errors;
}
