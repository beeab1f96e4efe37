import { FieldPath, type Steps } from '@kubets/apimachinery';
import type { Type } from '@kubets/cel';
import type { ExpressionWarning, ValidatingAdmissionPolicySpec } from '@kubets/proto-gen/admissionregistration/v1';
import { ANYTHING, compileExpression, type ExpressionScope } from '../expressions/compiled-expression';
import { compileVariables } from '../expressions/variables';
import type { TypedKind } from './kind-types';

const VALIDATIONS = FieldPath.of('spec').child('validations');

/** In steps: what the expressions of a policy cannot be for the kinds that it is for. It stays in force all the same. */
export function* expressionWarnings(
  spec: ValidatingAdmissionPolicySpec,
  { kinds, params }: { kinds: readonly TypedKind[]; params?: Type | undefined },
): Steps<ExpressionWarning[]> {
  const scopes: { name: string; scope: ExpressionScope }[] = [];
  for (const { kind, type } of kinds) {
    yield;
    const typed = {
      hasParams: spec.paramKind !== undefined,
      hasAuthorizer: true,
      object: type,
      ...(params ? { params } : {}),
    };
    const { scope } = yield* compileVariables(spec.variables ?? [], typed);
    scopes.push({ name: `${kind.group}/${kind.version}, Kind=${kind.kind}`, scope });
  }
  const warnings: ExpressionWarning[] = [];
  for (const [index, { expression = '', messageExpression = '' }] of (spec.validations ?? []).entries()) {
    for (const [field, text] of [
      ['expression', expression],
      ['messageExpression', messageExpression],
    ] as const) {
      if (text === '') continue;
      const problems: string[] = [];
      for (const { name, scope } of scopes) {
        yield;
        const { problem } = compileExpression(text, ANYTHING, scope);
        if (problem !== undefined) problems.push(`${name}: ${problem.replace(/^compilation failed: /, '')}\n`);
      }
      if (problems.length > 0)
        warnings.push({ fieldRef: VALIDATIONS.index(index).child(field).toString(), warning: problems.join('\n') });
    }
  }
  return warnings;
}
