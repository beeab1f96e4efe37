import { settleSteps, type KubeObject, type Steps } from '@kubets/apimachinery';
import { MATCH_CONDITIONS_BUDGET, RUNTIME_BUDGET, type Value } from '@kubets/cel';
import { createActivation, OutOfBudget, type Activation } from '../../expressions/activation';
import { conditionsHold } from '../../expressions/match-conditions';
import { valuesOf, type Seen } from '../expression-values';
import type { CompiledRule, ValidatingPolicy } from './compiled-policy';

/** Why a policy does not let an operation pass. */
export interface Denial {
  message: string;
  /** Invalid unless given. */
  reason?: string;
  /** Of the rule that is broken; 0 where it is something else. */
  index?: number;
}

/** What evaluating a policy comes to. */
export interface Decision {
  denials: Denial[];
  /** For the audit log, by key. */
  notes: [key: string, value: string][];
}

const MAX_MESSAGE = 5 * 1024;
const MAX_NOTE = 10 * 1024;

/**
 * In steps: all that a policy has against an operation, and what it notes. What cannot be evaluated counts unless failurePolicy is Ignore.
 * Conditions see no namespace, as in Kubernetes.
 */
export function* policyDecision(
  compiled: ValidatingPolicy,
  seen: Seen,
  namespace: KubeObject | undefined,
): Steps<Decision> {
  const isIgnored = compiled.policy.spec?.failurePolicy === 'Ignore';
  const notes: Decision['notes'] = [];
  const failed = (message: string): Denial[] => (isIgnored ? [] : [{ message }]);
  const { named, conditions } = compiled;
  if (conditions.length > 0) {
    const activation = createActivation(valuesOf(seen), { budget: MATCH_CONDITIONS_BUDGET, named });
    const { holds, error } = yield* conditionsHold(conditions, activation);
    if (error !== undefined) return { denials: failed(error), notes };
    if (!holds) return { denials: [], notes };
  }
  const values: Record<string, Value> = valuesOf({ ...seen, namespace });
  try {
    const activation = () => createActivation(values, { budget: RUNTIME_BUDGET, named });
    const denials = yield* ruleDenials(compiled, activation(), failed);
    denials.push(...(yield* annotationDenials(compiled, activation(), failed, notes)));
    return { denials, notes };
  } catch (error) {
    if (error instanceof OutOfBudget) return { denials: failed(error.message), notes };
    throw error;
  }
}

function* ruleDenials(
  { rules }: ValidatingPolicy,
  activation: Activation,
  failed: (message: string) => Denial[],
): Steps<Denial[]> {
  const denials: Denial[] = [];
  for (const [index, rule] of rules.entries()) {
    yield;
    const { value, error } = yield* settleSteps(activation.evaluate(rule.expression));
    if (error !== undefined) denials.push(...failed(error).map((denial) => ({ ...denial, index })));
    else if (value !== true)
      denials.push({ message: yield* messageOf(rule, activation), reason: rule.validation.reason ?? 'Invalid', index });
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

/** Makes the notes for the audit log; one that goes wrong is told of, whether or not anybody takes them. */
function* annotationDenials(
  { name, annotations }: ValidatingPolicy,
  activation: Activation,
  failed: (message: string) => Denial[],
  notes: Decision['notes'],
): Steps<Denial[]> {
  const denials: Denial[] = [];
  for (const { key, expression } of annotations) {
    yield;
    const { value, error } = yield* settleSteps(activation.evaluate(expression));
    if (error !== undefined) denials.push(...failed(error));
    else if (typeof value === 'string' && value.trim() !== '')
      notes.push([`${name}/${key}`, value.trim().slice(0, MAX_NOTE)]);
  }
  return denials;
}
