import { settleSteps, type KubeObject, type Steps } from '@kubets/apimachinery';
import { MATCH_CONDITIONS_BUDGET, RUNTIME_BUDGET, type Value } from '@kubets/cel';
import { createActivation, OutOfBudget, type Activation } from '../../expressions/activation';
import { conditionsHold } from '../../expressions/match-conditions';
import { valuesOf, type Seen } from '../expression-values';
import type { CompiledPolicy, CompiledRule } from './compiled-policy';

/** Why a policy does not let an operation pass. */
export interface Denial {
  message: string;
  /** Invalid unless given. */
  reason?: string;
}

const MAX_MESSAGE = 5 * 1024;

/**
 * In steps: all that a policy has against an operation. What cannot be evaluated counts unless failurePolicy is Ignore.
 * Conditions see no namespace, as in Kubernetes.
 */
export function* policyDenials(
  compiled: CompiledPolicy,
  seen: Seen,
  namespace: KubeObject | undefined,
): Steps<Denial[]> {
  const isIgnored = compiled.policy.spec?.failurePolicy === 'Ignore';
  const failed = (message: string): Denial[] => (isIgnored ? [] : [{ message }]);
  const { named, conditions } = compiled;
  if (conditions.length > 0) {
    const activation = createActivation(valuesOf(seen), { budget: MATCH_CONDITIONS_BUDGET, named });
    const { holds, error } = yield* conditionsHold(conditions, activation);
    if (error !== undefined) return failed(error);
    if (!holds) return [];
  }
  const values: Record<string, Value> = valuesOf({ ...seen, namespace });
  try {
    return [
      ...(yield* ruleDenials(compiled, createActivation(values, { budget: RUNTIME_BUDGET, named }), failed)),
      ...(yield* annotationDenials(compiled, createActivation(values, { budget: RUNTIME_BUDGET, named }), failed)),
    ];
  } catch (error) {
    if (error instanceof OutOfBudget) return failed(error.message);
    throw error;
  }
}

function* ruleDenials(
  { rules }: CompiledPolicy,
  activation: Activation,
  failed: (message: string) => Denial[],
): Steps<Denial[]> {
  const denials: Denial[] = [];
  for (const rule of rules) {
    yield;
    const { value, error } = yield* settleSteps(activation.evaluate(rule.expression));
    if (error !== undefined) denials.push(...failed(error));
    else if (value !== true)
      denials.push({ message: yield* messageOf(rule, activation), reason: rule.validation.reason ?? 'Invalid' });
  }
  return denials;
}

/** What is said of a broken rule: what its expression makes of the object, its message, or the rule itself. */
function* messageOf({ validation, message }: CompiledRule, activation: Activation): Steps<string> {
  const { value } = message ? yield* settleSteps(activation.evaluate(message)) : {};
  const made = typeof value === 'string' ? value.trim() : '';
  if (made !== '' && Buffer.byteLength(made) <= MAX_MESSAGE && !made.includes('\n')) return made;
  const written = (validation.message ?? '').trim();
  return written !== '' ? written : `failed expression: ${(validation.expression ?? '').trim()}`;
}

/** Notes for an audit log: there is none that could take them, but one that goes wrong is told of all the same. */
function* annotationDenials(
  { annotations }: CompiledPolicy,
  activation: Activation,
  failed: (message: string) => Denial[],
): Steps<Denial[]> {
  const denials: Denial[] = [];
  for (const expression of annotations) {
    yield;
    const { error } = yield* settleSteps(activation.evaluate(expression));
    if (error !== undefined) denials.push(...failed(error));
  }
  return denials;
}
