import {
  FIELD_IMMUTABLE,
  fieldErrors,
  isPortName,
  isPortNumber,
  semanticEqual,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';

/** Each text of a name check as an error of the field. */
export function invalidEach(path: FieldPath, value: string, check: (value: string) => string[]): FieldError[] {
  return check(value).map((text) => fieldErrors.invalid(path, value, text));
}

/** As {@link invalidEach}, but the field has to be there. */
export function requiredName(
  path: FieldPath,
  value: string | undefined,
  check: (value: string) => string[],
): FieldError[] {
  return value ? invalidEach(path, value, check) : [fieldErrors.required(path)];
}

export function requiredText(path: FieldPath, value: string | undefined, detail = ''): FieldError[] {
  return value ? [] : [fieldErrors.required(path, detail)];
}

/** One of a closed set of words; an absent one is an error when `required`. */
export function oneOf(
  path: FieldPath,
  value: string | undefined,
  valid: readonly string[],
  required = true,
): FieldError[] {
  if (!value) return required ? [fieldErrors.required(path)] : [];
  return valid.includes(value) ? [] : [fieldErrors.notSupported(path, value, valid)];
}

/** The field must be as it was. */
export function immutableField(
  path: FieldPath,
  value: unknown,
  old: unknown,
  detail: string = FIELD_IMMUTABLE,
): FieldError[] {
  return semanticEqual(value, old) ? [] : [fieldErrors.invalid(path, value ?? null, detail)];
}

/** A number from 1 to 65535, or the name of a container's port. */
export function validatePortNumOrName(path: FieldPath, port: unknown): FieldError[] {
  const problems = typeof port === 'string' ? isPortName(port) : isPortNumber(Number(port ?? 0));
  return problems.map((text) => fieldErrors.invalid(path, port ?? 0, text));
}

/** As Go writes a map into the text of an error: its keys sorted, null where there is none. */
export const sortedMap = <T>(map: Readonly<Record<string, T>> | undefined): Record<string, T> | null =>
  map ? Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))) : null;
