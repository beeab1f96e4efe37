import { initAndAppContainers } from '@kubets/api';
import { fieldErrors, isQualifiedName, quote, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
} from '@kubets/proto-gen/batch/v1';
import { invalidEach } from '../validation/field-checks';

const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_PATTERNS = 20;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

/** One of these words; an absent one is told what there is. */
function word(path: FieldPath, value: string | undefined, valid: readonly string[]): FieldError[] {
  if (!value) return [fieldErrors.required(path, `valid values: [${valid.map(quote).join(' ')}]`)];
  return valid.includes(value) ? [] : [fieldErrors.notSupported(path, value, valid)];
}

function validateExitCodes(
  { operator, containerName, values = [] }: PodFailurePolicyOnExitCodesRequirement,
  path: FieldPath,
  containers: ReadonlySet<string>,
): FieldError[] {
  const errors = word(path.child('operator'), operator, OPERATORS);
  if (containerName !== undefined && !containers.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(fieldErrors.invalid(path.child('containerName'), containerName, detail));
  }
  const at = path.child('values');
  if (values.length === 0) errors.push(fieldErrors.invalid(at, values, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(fieldErrors.tooMany(at, values.length, MAX_EXIT_CODES));
  const seen = new Set<number>();
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0)
      errors.push(fieldErrors.invalid(at.index(index), value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(fieldErrors.duplicate(at.index(index), value));
    seen.add(value);
  });
  if (values.some((value, index) => index > 0 && values[index - 1]! > value))
    errors.push(fieldErrors.invalid(at, values, 'must be ordered'));
  return errors;
}

function validatePatterns(patterns: readonly PodFailurePolicyOnPodConditionsPattern[], path: FieldPath): FieldError[] {
  const errors = patterns.length > MAX_PATTERNS ? [fieldErrors.tooMany(path, patterns.length, MAX_PATTERNS)] : [];
  return errors.concat(
    ...patterns.map(({ type = '', status }, index) => [
      ...invalidEach(path.index(index).child('type'), type, isQualifiedName),
      ...word(path.index(index).child('status'), status, STATUSES),
    ]),
  );
}

function validateRule(rule: PodFailurePolicyRule, path: FieldPath, spec: JobSpec, containers: ReadonlySet<string>) {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const errors = word(path.child('action'), action, ACTIONS);
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    errors.push(fieldErrors.invalid(path.child('action'), action, 'requires the backoffLimitPerIndex to be set'));
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, path.child('onExitCodes'), containers));
  errors.push(...validatePatterns(onPodConditions, path.child('onPodConditions')));
  const both = onExitCodes && onPodConditions.length > 0;
  if (both)
    errors.push(fieldErrors.invalidAsWhole(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(fieldErrors.invalidAsWhole(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

/** What pods' failures mean. */
export function validateFailurePolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const { rules = [] } = spec.podFailurePolicy ?? {};
  const at = path.child('rules');
  const errors = rules.length > MAX_RULES ? [fieldErrors.tooMany(at, rules.length, MAX_RULES)] : [];
  const names = new Set(initAndAppContainers(spec.template ?? {}).map(({ name }) => name ?? ''));
  return errors.concat(...rules.map((rule, index) => validateRule(rule, at.index(index), spec, names)));
}
