import { stringifyJson } from '../json/exact-json';
import { goJsonText } from '../json/go-json';
import { isStep, type MaybeSteps, type Steps } from '../steps/steps';
import type { FieldPath } from './field-path';
import { goFloat } from '../text/go-float';
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
  tooShort: 'FieldValueTooShort',
  tooMany: 'FieldValueTooMany',
  tooFew: 'FieldValueTooFew',
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
  tooShort: 'Too short',
  tooMany: 'Too many',
  tooFew: 'Too few',
  internal: 'Internal error',
  typeInvalid: 'Invalid value',
};

/** These say nothing of the value. */
const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set([
  'required',
  'forbidden',
  'tooLong',
  'tooShort',
  'internal',
]);

export type FieldErrorType = keyof typeof FIELD_ERROR_REASONS;

export interface FieldError {
  type: FieldErrorType;
  field: string;
  badValue: unknown;
  detail: string;
  /**
   * Beside what the schema's rules say: `last` comes after all of it that is of the same message, `alone` takes the place of all
   * that is inside the field where it is told, and `instead` that of all that is wrong with the object; `declared` comes after everything, as what Kubernetes' own types declare does.
   */
  told?: 'last' | 'alone' | 'instead' | 'declared';
  /** The field where it is told, where that is another one. */
  toldAt?: string;
}

/** Stands for the value in an error that does not show it. */
export const NOT_SHOWN = Symbol('not shown');

/** What Go holds as an integer. */
const isInt64 = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 63;

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object') return goJsonText(stringifyJson(value));
  return typeof value === 'number' && !isInt64(value) ? goFloat(value) : String(value);
}

/** The error without its field: `Invalid value: 70000: must be between 1 and 65535, inclusive`. */
export function errorBody(error: FieldError): string {
  const title = TITLES[error.type];
  const head =
    WITHOUT_VALUE.has(error.type) || error.badValue === NOT_SHOWN ? title : `${title}: ${valueText(error.badValue)}`;
  return error.detail ? `${head}: ${error.detail}` : head;
}

/** The whole error: `spec.ports[0].port: Invalid value: 70000: must be …`. */
export function fieldErrorText(error: FieldError): string {
  return fieldText(error.field, errorBody(error));
}

/** The whole error by its parts, for who needs each: values in it may be megabytes. */
export const fieldText = (field: string, body: string): string => `${field}: ${body}`;

/** One error's text, or several in brackets, each text once. */
export const aggregateText = (errors: readonly FieldError[]): string =>
  aggregateOf([...new Set(errors.map(fieldErrorText))]);

/** The same of texts, and how many more there are that are not told. */
export function aggregateOf(texts: readonly string[], more = 0): string {
  const all = more > 0 ? [...texts, `and ${more} more errors`] : texts;
  return all.length === 1 ? all[0]! : `[${all.join(', ')}]`;
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

function make(type: FieldErrorType, path: FieldPath, badValue: unknown, detail: string): FieldError {
  return { type, field: path.toString(), badValue, detail };
}

/** Detail of an update that touches what must stay. */
export const FIELD_IMMUTABLE = 'field is immutable';

/** Constructors of field errors, one per kind. */
export const fieldErrors = {
  invalid: (path: FieldPath, value: unknown, detail: string): FieldError => make('invalid', path, value, detail),
  /** Of what is wrong as a whole and too long to be repeated. */
  invalidAsWhole: (path: FieldPath, detail: string): FieldError => make('invalid', path, NOT_SHOWN, detail),
  required: (path: FieldPath, detail = ''): FieldError => make('required', path, '', detail),
  duplicate: (path: FieldPath, value: unknown): FieldError => make('duplicate', path, value, ''),
  forbidden: (path: FieldPath, detail: string): FieldError => make('forbidden', path, '', detail),
  notFound: (path: FieldPath, value: unknown): FieldError => make('notFound', path, value, ''),
  internal: (path: FieldPath, detail: string): FieldError => make('internal', path, '', detail),
  typeInvalid: (path: FieldPath, value: unknown, detail: string): FieldError =>
    make('typeInvalid', path, value, detail),

  notSupported(path: FieldPath, value: unknown, valid: readonly string[]): FieldError {
    const detail = valid.length > 0 ? `supported values: ${valid.map(quote).join(', ')}` : '';
    return make('notSupported', path, value, detail);
  },

  tooLong(path: FieldPath, value: unknown, max: number): FieldError {
    return make('tooLong', path, value, `may not be more than ${counted(max, 'byte')}`);
  },

  tooLongCharacters(path: FieldPath, max: number): FieldError {
    return make('tooLong', path, '', `may not be more than ${counted(max, 'character')}`);
  },

  tooShort(path: FieldPath, value: string, min: number): FieldError {
    return make('tooShort', path, value, `must be at least ${counted(min, 'character')}`);
  },

  tooMany(path: FieldPath, actual: number, max: number): FieldError {
    return make('tooMany', path, actual, `must have at most ${counted(max, 'item')}`);
  },

  tooFew(path: FieldPath, actual: number, min: number): FieldError {
    return make('tooFew', path, actual, `must have at least ${counted(min, 'item')}`);
  },
};

/** Told apart without a generator of its own, which would cost more than most checks. */
const isList = (errors: MaybeSteps<readonly FieldError[]>): errors is readonly FieldError[] => Array.isArray(errors);

/** What is wrong with each of many, in steps. */
export function* errorsOfEach<T>(
  items: readonly T[],
  errorsOf: (item: T, index: number) => MaybeSteps<readonly FieldError[]>,
): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  for (let index = 0; index < items.length; index++) {
    if (isStep(index)) yield;
    const found = errorsOf(items[index]!, index);
    for (const error of isList(found) ? found : yield* found) errors.push(error);
  }
  return errors;
}

/** What several checks find, each of which has a step of its own, or several. */
export function* errorsOfAll(...checks: (() => MaybeSteps<readonly FieldError[]>)[]): Steps<FieldError[]> {
  const all: FieldError[] = [];
  for (const check of checks) {
    yield;
    const errors = check();
    for (const error of isList(errors) ? errors : yield* errors) all.push(error);
  }
  return all;
}

/** Errors as a walk finds them; undefined where it may be interrupted. */
export type FoundErrors = Generator<FieldError | undefined, void, undefined>;

/** All that a walk finds, in steps. */
export function* errorsFound(found: FoundErrors): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  for (const error of found) {
    if (error) errors.push(error);
    else yield;
  }
  return errors;
}
