import {
  errorsOfEach,
  fieldErrors,
  isLabelValue,
  isQualifiedName,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { Taint } from '@kubets/proto-gen/core/v1';
import { invalidEach, oneOf } from './field-checks';
import { goStruct } from './go-struct';

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** In steps: each taint well formed, with an effect that there is, and no key with one effect twice. */
export function taintErrors(taints: Taint[] | undefined, path: FieldPath): Steps<FieldError[]> {
  const seen = new Set<string>();
  return errorsOfEach(taints ?? [], (taint, index) => {
    const { key = '', value = '', effect = '' } = taint;
    const taintPath = path.index(index);
    const errors = [
      ...invalidEach(taintPath.child('key'), key, isQualifiedName),
      ...(value ? invalidEach(taintPath.child('value'), value, isLabelValue) : []),
      ...oneOf(taintPath.child('effect'), effect, TAINT_EFFECTS),
    ];
    const id = `${key}:${effect}`;
    if (seen.has(id)) {
      const detail = `taints must be unique by key and effect pair`;
      errors.push({ ...fieldErrors.duplicate(taintPath, goStruct(taint, 'kubets.core.v1.Taint')), detail });
    }
    seen.add(id);
    return errors;
  });
}
