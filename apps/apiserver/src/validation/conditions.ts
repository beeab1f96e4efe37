import { fieldErrors, isQualifiedName, patternText, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import { invalidEach, requiredText } from './field-checks';

const STATUSES = ['False', 'True', 'Unknown'];
const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const WHOLE_REASON = new RegExp(`^${REASON}$`);
const MAX_REASON = 1024;
const MAX_MESSAGE = 32 * 1024;
const REASON_TEXT = patternText(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  REASON,
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
);

/** What is wrong with conditions of the usual form. */
export function validateConditions(conditions: readonly Condition[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return conditions.flatMap((condition, index) => {
    const { type = '' } = condition;
    const at = path.index(index);
    const errors = seen.has(type) ? [fieldErrors.duplicate(at, type)] : [];
    seen.add(type);
    return [...errors, ...validateCondition(condition, at)];
  });
}

function validateCondition(condition: Condition, path: FieldPath): FieldError[] {
  const { type = '', status = '', observedGeneration = 0, lastTransitionTime, reason = '', message = '' } = condition;
  const errors = type
    ? invalidEach(path.child('type'), type, isQualifiedName)
    : [fieldErrors.required(path.child('type'), 'is required')];
  if (!status) errors.push(fieldErrors.required(path.child('status')));
  else if (!STATUSES.includes(status)) errors.push(fieldErrors.notSupported(path.child('status'), status, STATUSES));
  if (Number(observedGeneration) < 0) {
    const detail = 'must be greater than or equal to zero';
    errors.push(fieldErrors.invalid(path.child('observedGeneration'), observedGeneration, detail));
  }
  errors.push(...requiredText(path.child('lastTransitionTime'), lastTransitionTime));
  errors.push(...requiredText(path.child('reason'), reason));
  if (reason && !WHOLE_REASON.test(reason)) errors.push(fieldErrors.invalid(path.child('reason'), reason, REASON_TEXT));
  if (Buffer.byteLength(reason) > MAX_REASON) errors.push(fieldErrors.tooLong(path.child('reason'), '', MAX_REASON));
  if (Buffer.byteLength(message) > MAX_MESSAGE)
    errors.push(fieldErrors.tooLong(path.child('message'), '', MAX_MESSAGE));
  return errors;
}
