import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';

const PATH = FieldPath.of('status', 'collisionCount');

interface Counting {
  status?: { collisionCount?: number };
}

/** A workload's status.collisionCount only grows. */
export function validateCollisionCount({ status }: Counting, old: Counting): FieldError[] {
  const before = old.status?.collisionCount;
  const now = status?.collisionCount;
  return before !== undefined && (now ?? -1) < before
    ? [fieldErrors.invalid(PATH, now ?? 0, 'cannot be decremented')]
    : [];
}
