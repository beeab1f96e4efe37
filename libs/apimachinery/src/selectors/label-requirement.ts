import { isLabelValue, isQualifiedName } from '../validation/names';
import { FieldPath } from '../validation/field-path';
import { fieldErrors, type FieldError } from '../validation/field-error';

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';

/** One condition of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

const own = (labels: Labels, key: string): string | undefined =>
  Object.prototype.hasOwnProperty.call(labels, key) ? labels[key] : undefined;

/** Integers have 64 bits: longer ones are none. */
const INTEGER = /^[-+]?\d{1,19}$/;

function compares(value: string | undefined, requirement: LabelRequirement): boolean {
  const bound = requirement.values[0];
  if (value === undefined || bound === undefined || !INTEGER.test(value) || !INTEGER.test(bound)) return false;
  return requirement.operator === 'gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
}

/** So few values are compared one by one. */
const MOST_COMPARED = 8;
/** To make a set of twenty thousand costs as much as to compare them a hundred times, and few selectors are asked so often. */
const SET_AFTER = 64;

export function containing(values: readonly string[]): (value: string) => boolean {
  if (values.length <= MOST_COMPARED) return (value) => values.includes(value);
  let known: ReadonlySet<string> | undefined;
  let asked = 0;
  return (value) => {
    if (!known && asked++ < SET_AFTER) return values.includes(value);
    return (known ??= new Set(values)).has(value);
  };
}

/** Decides by a requirement. An absent label satisfies `!=`, `notin` and `!`. */
export function requirementMatcher(requirement: LabelRequirement): (labels: Labels) => boolean {
  const { key, operator } = requirement;
  const isOneOf = containing(requirement.values);
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return (labels) => {
        const value = own(labels, key);
        return value !== undefined && isOneOf(value);
      };
    case 'notin':
    case '!=':
      return (labels) => {
        const value = own(labels, key);
        return value === undefined || !isOneOf(value);
      };
    case 'exists':
      return (labels) => own(labels, key) !== undefined;
    case '!':
      return (labels) => own(labels, key) === undefined;
    case 'gt':
    case 'lt':
      return (labels) => compares(own(labels, key), requirement);
  }
}

/** The requirement in selector syntax; values in order. */
export function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

function countProblem(operator: LabelOperator, values: readonly string[]): string | undefined {
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? "for 'in', 'notin' operators, values set can't be empty" : undefined;
    case '=':
    case '==':
    case '!=':
      return values.length !== 1 ? 'exact-match compatibility requires one single value' : undefined;
    case 'exists':
    case '!':
      return values.length !== 0 ? 'values set must be empty for exists and does not exist' : undefined;
    case 'gt':
    case 'lt':
      return values.length !== 1 ? "for 'Gt', 'Lt' operators, exactly one value is required" : undefined;
  }
}

/** What is wrong with a requirement, as Kubernetes words it. */
/** How Go prints a path that is nil: a key in a selector's text has none. */
const NO_PATH = FieldPath.of('<nil>');

export function validateRequirement({ key, operator, values }: LabelRequirement): FieldError[] {
  const errors: FieldError[] = isQualifiedName(key).map((text) => fieldErrors.invalid(NO_PATH, key, text));
  const valuesPath = FieldPath.of('values');
  const problem = countProblem(operator, values);
  if (problem) errors.push(fieldErrors.invalid(valuesPath, values, problem));
  values.forEach((value, index) => {
    const path = valuesPath.index(index);
    if ((operator === 'gt' || operator === 'lt') && !INTEGER.test(value)) {
      errors.push(fieldErrors.invalid(path, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    }
    errors.push(
      ...isLabelValue(value).map((text) => fieldErrors.invalid(valuesPath.index(index).key(key), value, text)),
    );
  });
  return errors;
}
