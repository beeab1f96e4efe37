import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Taint } from '@kubets/proto-gen/core/v1';
import { oneOf } from './field-checks';

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** Each taint with an effect that there is, and no key with one effect twice. */
export function validateTaints(taints: Taint[] | undefined, path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return (taints ?? []).flatMap((taint, index) => {
    const { key = '', effect = '' } = taint;
    const taintPath = path.index(index);
    const errors = oneOf(taintPath.child('effect'), effect, TAINT_EFFECTS);
    const id = `${key}:${effect}`;
    if (seen.has(id)) {
      const detail = `taints must be unique by key and effect pair`;
      errors.push({ ...fieldErrors.duplicate(taintPath, taint), detail });
    }
    seen.add(id);
    return errors;
  });
}
