import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { Container, ContainerResizePolicy, ContainerRestartRule } from '@kubets/proto-gen/core/v1';
import { oneOf } from '../validation/field-checks';

const RESIZABLE = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];
const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const ACTIONS = ['Restart', 'RestartAllContainers'];
const OPERATORS = ['In', 'NotIn'];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;

/** What a change of resources does to the container; the errors name the list. */
export function validateResizePolicy(
  policies: ContainerResizePolicy[],
  podRestartPolicy: string,
  path: FieldPath,
): Steps<FieldError[]> {
  const seen = new Set<string>();
  return errorsOfEach(policies, ({ resourceName = '', restartPolicy = '' }, index) => {
    const errors = seen.has(resourceName) ? [fieldErrors.duplicate(path.index(index), resourceName)] : [];
    seen.add(resourceName);
    errors.push(...oneOf(path, resourceName, RESIZABLE), ...oneOf(path, restartPolicy, RESIZE_POLICIES));
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(fieldErrors.invalid(path, restartPolicy, detail));
    }
    return errors;
  });
}

/** Whether and when a container by itself is started again; for containers of every kind but ephemeral ones. */
export function* validateRestart(
  { restartPolicy, restartPolicyRules = [] }: Container,
  path: FieldPath,
): Steps<FieldError[]> {
  const policy = path.child('restartPolicy');
  const rules = path.child('restartPolicyRules');
  const errors: FieldError[] = [];
  if (restartPolicy !== undefined) {
    if (!RESTART_POLICIES.includes(restartPolicy))
      errors.push(fieldErrors.notSupported(policy, restartPolicy, RESTART_POLICIES));
  } else if (restartPolicyRules.length > 0) {
    errors.push(fieldErrors.required(policy, 'must specify restartPolicy when restart rules are used'));
  }
  if (restartPolicyRules.length > MAX_RULES)
    errors.push(fieldErrors.tooMany(rules, restartPolicyRules.length, MAX_RULES));
  return errors.concat(
    yield* errorsOfEach(restartPolicyRules, (rule, index) => validateRule(rule, rules.index(index))),
  );
}

function validateRule({ action = '', exitCodes }: ContainerRestartRule, path: FieldPath): FieldError[] {
  const errors = ACTIONS.includes(action) ? [] : [fieldErrors.notSupported(path.child('action'), action, ACTIONS)];
  const codes = path.child('exitCodes');
  if (!exitCodes) return [...errors, fieldErrors.required(codes, 'must be specified')];
  const { operator = '', values = [] } = exitCodes;
  if (!OPERATORS.includes(operator))
    errors.push(fieldErrors.notSupported(codes.child('operator'), operator, OPERATORS));
  if (values.length > MAX_EXIT_CODES)
    errors.push(fieldErrors.tooMany(codes.child('values'), values.length, MAX_EXIT_CODES));
  return errors;
}
