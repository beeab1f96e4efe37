import {
  fieldErrors,
  isLabelValue,
  isQualifiedName,
  rfc3339,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type { DeviceTaint, DeviceToleration } from '@kubets/proto-gen/resource/v1';
import { invalidEach } from '../validation/field-checks';

/** What a taint of a device may be called; its effect is the schema's. */
export function validateDeviceTaint({ key = '', value = '' }: DeviceTaint, path: FieldPath): FieldError[] {
  return [
    ...invalidEach(path.child('key'), key, isQualifiedName),
    ...(value === '' ? [] : invalidEach(path.child('value'), value, isLabelValue)),
  ];
}

/** What a toleration compares with; the rest is the schema's. */
export function validateDeviceTolerations(
  tolerations: readonly DeviceToleration[] | undefined,
  path: FieldPath,
): FieldError[] {
  return (tolerations ?? []).flatMap(({ operator, value = '' }, index) => {
    const at = path.index(index).child('value');
    if (operator === 'Equal') return invalidEach(at, value, isLabelValue);
    return operator === 'Exists' && value !== ''
      ? [fieldErrors.invalid(at, value, 'must be empty for operator `Exists`')]
      : [];
  });
}

/** A taint is there since it is written, unless it says since when. */
export function defaultTimeAdded(taint: DeviceTaint | undefined, now = new Date()): void {
  if (taint) taint.timeAdded ??= rfc3339(now);
}
