import type { Steps } from '@kubets/apimachinery';
import { DYN, type Type } from '@kubets/cel';
import type { Variable } from '@kubets/proto-gen/admissionregistration/v1';
import { ANYTHING, compileExpression, type CompiledExpression, type ExpressionScope } from './compiled-expression';

/** What is known of a variable by its expression. */
export const typeOfVariable = ({ program }: CompiledExpression): Type => program?.type ?? DYN;

/** In steps: a policy's variables, each seeing those before it, and what expressions after them may name. */
export function* compileVariables(
  variables: readonly Variable[],
  scope: ExpressionScope,
): Steps<{ named: ReadonlyMap<string, CompiledExpression>; scope: ExpressionScope }> {
  const named = new Map<string, CompiledExpression>();
  const types: Record<string, Type> = {};
  const within: ExpressionScope = { ...scope, variables: types };
  for (const { name = '', expression = '' } of variables) {
    yield;
    const compiled = compileExpression(expression, ANYTHING, within);
    named.set(name, compiled);
    types[name] = typeOfVariable(compiled);
  }
  return { named, scope: within };
}
