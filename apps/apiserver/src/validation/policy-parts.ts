import { fieldErrors, isDns1035Label, isDns1123Subdomain, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { ParamKind, Variable } from '@kubets/proto-gen/admissionregistration/v1';
import type { Type } from '@kubets/cel';
import { ANYTHING, compileExpression, type ExpressionScope } from '../expressions/compiled-expression';
import { typeOfVariable } from '../expressions/variables';

const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** What is wrong with the kind of a policy's parameters. */
export function paramKindErrors({ apiVersion = '', kind = '' }: ParamKind, path: FieldPath): FieldError[] {
  const at = path.child('apiVersion');
  return [...apiVersionErrors(apiVersion, at), ...kindErrors(kind, path.child('kind'))];
}

function apiVersionErrors(apiVersion: string, path: FieldPath): FieldError[] {
  if (apiVersion === '') return [fieldErrors.required(path)];
  const parts = apiVersion.split('/');
  if (parts.length > 2) return [fieldErrors.invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const [version = '', group = ''] = parts.reverse();
  const invalid = (value: string, problems: string[]) =>
    problems.length > 0 ? [fieldErrors.invalid(path, value, problems.join(','))] : [];
  return [
    ...(group === '' ? [] : invalid(group, isDns1123Subdomain(group))),
    ...(version === ''
      ? [fieldErrors.invalid(path, apiVersion, 'version must be specified')]
      : invalid(version, isDns1035Label(version))),
  ];
}

function kindErrors(kind: string, path: FieldPath): FieldError[] {
  if (kind === '') return [fieldErrors.required(path)];
  const problems = isDns1035Label(kind.toLowerCase());
  if (problems.length === 0) return [];
  const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
  return [fieldErrors.invalid(path, kind, detail)];
}

/** What is wrong with a variable. Adds its type to `types`, for the expressions after it. */
export function* variableErrors(
  { name = '', expression = '' }: Variable,
  path: FieldPath,
  scope: ExpressionScope,
  types: Record<string, Type>,
): Generator<FieldError> {
  if (name.trim() === '') yield fieldErrors.required(path.child('name'), 'name is not specified');
  else if (!IDENTIFIER.test(name) || RESERVED.has(name))
    yield fieldErrors.invalid(path.child('name'), name, 'must be a valid CEL identifier');
  const at = path.child('expression');
  if (expression.trim() === '') return yield fieldErrors.required(at, 'expression is not specified');
  const compiled = compileExpression(expression, ANYTHING, scope);
  if (compiled.problem !== undefined) yield fieldErrors.invalid(at, expression, compiled.problem);
  types[name] = typeOfVariable(compiled);
}
