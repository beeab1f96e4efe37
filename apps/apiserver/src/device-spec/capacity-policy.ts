import { fieldErrors, parseQuantity, type FieldError, type FieldPath, type Quantity } from '@kubets/apimachinery';
import type { CapacityRequestPolicy, CapacityRequestPolicyRange } from '@kubets/proto-gen/resource/v1';
import { duplicates } from './request-names';

const MAX_OPTIONS = 10;
/** Beyond it a number is told as it is written. */
const MOST_ZEROS = 64;
const MAX_INT64 = 2n ** 63n - 1n;

/** How much of a capacity a request may take of a device that several share. `capacity`: all that there is. */
export function validateRequestPolicy(policy: CapacityRequestPolicy, capacity: string, path: FieldPath): FieldError[] {
  const { validValues = [], validRange, default: preset } = policy;
  if (validValues.length > 0 && validRange) {
    const detail =
      'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time';
    return [fieldErrors.forbidden(path, detail)];
  }
  const kind = validValues.length > 0 ? 'validValues' : validRange ? 'validRange' : undefined;
  if (kind === undefined) return [];
  if (preset === undefined) return [fieldErrors.required(path.child('default'), `required when ${kind} is defined`)];
  return validRange
    ? rangeErrors(validRange, { preset, capacity }, path.child(kind))
    : valuesErrors(validValues, { preset, capacity }, path.child(kind));
}

interface Amounts {
  preset: string;
  capacity: string;
}

const compare = (a: string, b: string): number => parseQuantity(a).cmp(parseQuantity(b));

function valuesErrors(values: readonly string[], { preset, capacity }: Amounts, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, value] of values.entries())
    if (index > 0 && compare(values[index - 1]!, value) > 0)
      errors.push(fieldErrors.invalid(path.index(index), value, 'values must be sorted in ascending order'));
  if (values.length > MAX_OPTIONS) errors.push(fieldErrors.tooMany(path, values.length, MAX_OPTIONS));
  else {
    for (const [index, value] of values.entries())
      if (compare(value, capacity) > 0) {
        const detail = `option is larger than capacity value: ${capacity}`;
        errors.push(fieldErrors.invalid(path.index(index), value, detail));
      }
    errors.push(...duplicates(values, nanosText, path));
  }
  if (values.length > MAX_OPTIONS || values.every((value) => compare(value, preset) !== 0))
    errors.push(fieldErrors.invalid(path, preset, 'default value is not valid according to the requestPolicy'));
  return errors;
}

/** As a plain decimal number, so that the same amount is the same text however it is written. */
function nanosText(value: string): string {
  const { unscaled, exponent } = parseQuantity(value).decimal;
  if (Math.abs(exponent) > MOST_ZEROS) return value;
  if (exponent >= 0) return `${unscaled}${unscaled === 0n ? '' : '0'.repeat(exponent)}`;
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(-exponent + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

function rangeErrors(range: CapacityRequestPolicyRange, { preset, capacity }: Amounts, path: FieldPath): FieldError[] {
  const { min, max, step } = range;
  if (min === undefined) return [fieldErrors.required(path.child('min'), 'required when validRange is defined')];
  const errors: FieldError[] = [];
  const refuse = (isWrong: boolean, name: string, shown: string, detail: string): void => {
    if (isWrong) errors.push(fieldErrors.invalid(path.child(name), shown, detail));
  };
  refuse(compare(min, capacity) > 0, 'min', min, `min is larger than capacity value: ${capacity}`);
  refuse(compare(preset, min) < 0, 'default', preset, `default is less than min: ${min}`);
  if (max !== undefined) {
    refuse(compare(min, max) > 0, 'max', min, `min is larger than max: ${max}`);
    refuse(compare(max, capacity) > 0, 'max', max, `max is larger than capacity value: ${capacity}`);
    refuse(compare(preset, max) > 0, 'default', preset, `default is more than max: ${max}`);
  }
  const named = Object.entries({ default: preset, min, max, step }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const isFractional = named.some(([, value]) => !parseQuantity(value).isInteger());
  if (isFractional) {
    const before = errors.length;
    for (const [name, value] of named)
      refuse(thousandths(value) === undefined, name, value, 'value cannot be represented as a milli value');
    if (errors.length > before) return errors;
  }
  if (step === undefined) return errors;
  if (parseQuantity(step).sign() <= 0) {
    refuse(true, 'step', step, 'must be greater than zero');
    return errors;
  }
  const added = parseQuantity(min).add(parseQuantity(step));
  const tooFar = `one step ${added} is larger than capacity value: ${capacity}`;
  refuse(added.cmp(parseQuantity(capacity)) > 0, 'step', step, tooFar);
  const before = errors.length;
  if (!isFractional) for (const [name, value] of named) errors.push(...beyondInt64(value, path.child(name)));
  if (errors.length > before) return errors;
  for (const value of max === undefined ? [preset] : [preset, max]) {
    const apart = (thousandths(value) ?? 0n) - (thousandths(min) ?? 0n);
    const detail = `value is not a multiple of a given step (${step}) from (${min})`;
    refuse(apart % (thousandths(step) ?? 1n) !== 0n, 'step', value, detail);
  }
  return errors;
}

/** Undefined for what is finer, or beyond what a number of 64 bits holds many times. */
function thousandths(value: string): bigint | undefined {
  const { unscaled, exponent } = parseQuantity(value).decimal;
  const shift = exponent + 3;
  return shift < 0 || shift > 40 ? undefined : unscaled * 10n ** BigInt(shift);
}

function beyondInt64(value: string, path: FieldPath): FieldError[] {
  const quantity: Quantity = parseQuantity(value);
  if (quantity.sign() < 0) return [fieldErrors.invalid(path, value, 'must be greater than or equal to 0')];
  const isBeyond = quantity.cmp(parseQuantity(String(MAX_INT64))) > 0;
  return isBeyond ? [fieldErrors.invalid(path, value, `must not be larger than ${MAX_INT64}`)] : [];
}
