import { fieldErrors, isQualifiedName, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { MatchCondition } from '@kubets/proto-gen/admissionregistration/v1';
import { compileExpression, CONDITION, type ExpressionScope } from '../expressions/compiled-expression';
import { invalidEach } from './field-checks';

const MAX_CONDITIONS = 64;

/** What is wrong with the conditions under which a webhook is called or a policy evaluated; in steps. */
export function* validateMatchConditions(
  conditions: readonly MatchCondition[],
  path: FieldPath,
  scope?: ExpressionScope,
): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  if (conditions.length > MAX_CONDITIONS) errors.push(fieldErrors.tooMany(path, conditions.length, MAX_CONDITIONS));
  const names = new Set<string>();
  // What is too many is not compiled.
  for (const [index, { name = '', expression = '' }] of conditions.slice(0, MAX_CONDITIONS).entries()) {
    yield;
    const at = path.index(index);
    errors.push(...expressionErrors(expression.trim(), at.child('expression'), scope));
    if (name === '') errors.push(fieldErrors.required(at.child('name')));
    else errors.push(...invalidEach(at.child('name'), name, isQualifiedName));
    if (name !== '' && names.has(name)) errors.push(fieldErrors.duplicate(at.child('name'), name));
    names.add(name);
  }
  return errors;
}

function expressionErrors(text: string, path: FieldPath, scope: ExpressionScope | undefined): FieldError[] {
  if (text === '') return [fieldErrors.required(path)];
  const { problem } = compileExpression(text, CONDITION, { ...scope, hasAuthorizer: true });
  return problem === undefined ? [] : [fieldErrors.invalid(path, text, problem)];
}
