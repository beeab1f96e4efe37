import { settleSteps, type Steps } from '@kubets/apimachinery';
import type { MatchCondition } from '@kubets/proto-gen/admissionregistration/v1';
import { OutOfBudget, type Activation } from './activation';
import { compileExpression, CONDITION, type CompiledExpression, type ExpressionScope } from './compiled-expression';

/** In steps. */
export function* compileConditions(
  conditions: readonly MatchCondition[],
  scope: ExpressionScope = {},
): Steps<CompiledExpression[]> {
  const compiled: CompiledExpression[] = [];
  for (const { expression = '' } of conditions) {
    yield;
    compiled.push(compileExpression(expression, CONDITION, { ...scope, hasAuthorizer: true }));
  }
  return compiled;
}

/**
 * Whether all conditions hold: one that does not settles it, though others go wrong. In steps; answers the error where some
 * went wrong and none does not hold, for failurePolicy to say what that means.
 */
export function* conditionsHold(
  conditions: readonly CompiledExpression[],
  activation: Activation,
): Steps<{ holds: boolean; error?: string }> {
  const errors = new Set<string>();
  try {
    for (const condition of conditions) {
      yield;
      const { value, error } = yield* settleSteps(activation.evaluate(condition));
      if (error !== undefined) errors.add(error);
      else if (value === false) return { holds: false };
    }
  } catch (error) {
    if (error instanceof OutOfBudget) return { holds: false, error: error.message };
    throw error;
  }
  if (errors.size === 0) return { holds: true };
  const [first = ''] = errors;
  return { holds: false, error: errors.size === 1 ? first : `[${[...errors].join(', ')}]` };
}
