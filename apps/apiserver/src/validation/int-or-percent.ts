import { fieldErrors, isPercent, NON_NEGATIVE_TEXT, type FieldError, type FieldPath } from '@kubets/apimachinery';

const PERCENT = /^(\d+)%$/;

/** A number that is not negative, or a percentage. */
export function validateIntOrPercent(value: unknown, path: FieldPath): FieldError[] {
  if (typeof value === 'number') return value < 0 ? [fieldErrors.invalid(path, value, NON_NEGATIVE_TEXT)] : [];
  return isPercent(String(value ?? '')).map((text) => fieldErrors.invalid(path, value, text));
}

export function notMoreThan100Percent(value: unknown, path: FieldPath): FieldError[] {
  const percent = PERCENT.exec(String(value));
  return percent && Number(percent[1]) > 100 ? [fieldErrors.invalid(path, value, 'must not be greater than 100%')] : [];
}

/** True for 0 and 0%. */
export const isZero = (value: unknown): boolean => value === 0 || /^0+%$/.test(String(value));
