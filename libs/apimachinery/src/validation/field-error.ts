import { stringifyJson } from '../json/exact-json';
import type { FieldPath } from './field-path';
import { quote } from './quote';

/** Kubernetes' cause reason for each kind of field error. */
export const FIELD_ERROR_REASONS = {
  notFound: 'FieldValueNotFound',
  required: 'FieldValueRequired',
  duplicate: 'FieldValueDuplicate',
  invalid: 'FieldValueInvalid',
  notSupported: 'FieldValueNotSupported',
  forbidden: 'FieldValueForbidden',
  tooLong: 'FieldValueTooLong',
  tooMany: 'FieldValueTooMany',
  internal: 'InternalError',
  typeInvalid: 'FieldValueTypeInvalid',
} as const;

const TITLES: Record<FieldErrorType, string> = {
  notFound: 'Not found',
  required: 'Required value',
  duplicate: 'Duplicate value',
  invalid: 'Invalid value',
  notSupported: 'Unsupported value',
  forbidden: 'Forbidden',
  tooLong: 'Too long',
  tooMany: 'Too many',
  internal: 'Internal error',
  typeInvalid: 'Invalid value',
};

/** These say nothing of the value. */
const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set(['required', 'forbidden', 'tooLong', 'internal']);

export type FieldErrorType = keyof typeof FIELD_ERROR_REASONS;

export interface FieldError {
  type: FieldErrorType;
  field: string;
  badValue: unknown;
  detail: string;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object') return stringifyJson(value);
  return String(value);
}

/** The error without its field: `Invalid value: 70000: must be between 1 and 65535, inclusive`. */
export function errorBody(error: FieldError): string {
  const title = TITLES[error.type];
  const head = WITHOUT_VALUE.has(error.type) ? title : `${title}: ${valueText(error.badValue)}`;
  return error.detail ? `${head}: ${error.detail}` : head;
}

/** The whole error: `spec.ports[0].port: Invalid value: 70000: must be …`. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${errorBody(error)}`;
}

/** One error's text, or several in brackets, each text once. */
export function aggregateText(errors: FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}

function make(type: FieldErrorType, path: FieldPath, badValue: unknown, detail: string): FieldError {
  return { type, field: path.toString(), badValue, detail };
}

/** Detail of an update that touches what must stay. */
export const FIELD_IMMUTABLE = 'field is immutable';

/** Constructors of field errors, one per kind. */
export const fieldErrors = {
  invalid: (path: FieldPath, value: unknown, detail: string): FieldError => make('invalid', path, value, detail),
  required: (path: FieldPath, detail = ''): FieldError => make('required', path, '', detail),
  duplicate: (path: FieldPath, value: unknown): FieldError => make('duplicate', path, value, ''),
  forbidden: (path: FieldPath, detail: string): FieldError => make('forbidden', path, '', detail),
  notFound: (path: FieldPath, value: unknown): FieldError => make('notFound', path, value, ''),
  internal: (path: FieldPath, detail: string): FieldError => make('internal', path, '', detail),
  typeInvalid: (path: FieldPath, value: unknown, detail: string): FieldError => make('typeInvalid', path, value, detail),

  notSupported(path: FieldPath, value: unknown, valid: readonly string[]): FieldError {
    const detail = valid.length > 0 ? `supported values: ${valid.map(quote).join(', ')}` : '';
    return make('notSupported', path, value, detail);
  },

  tooLong(path: FieldPath, value: unknown, max: number): FieldError {
    return make('tooLong', path, value, `may not be more than ${max} bytes`);
  },

  tooMany(path: FieldPath, actual: number, max: number): FieldError {
    return make('tooMany', path, actual, `must have at most ${max} items`);
  },
};
