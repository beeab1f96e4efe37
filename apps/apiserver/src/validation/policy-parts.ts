import {
  fieldErrors,
  isDns1035Label,
  isDns1123Subdomain,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type {
  MutatingAdmissionPolicySpec,
  ParamKind,
  ValidatingAdmissionPolicySpec,
  Variable,
} from '@kubets/proto-gen/admissionregistration/v1';
import type { Type } from '@kubets/cel';
import { ANYTHING, compileExpression, type ExpressionScope } from '../expressions/compiled-expression';
import { typeOfVariable } from '../expressions/variables';
import { validateMatchConditions } from './match-conditions';
import { validateMatchResources } from './match-resources';

const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

type PolicySpec = ValidatingAdmissionPolicySpec | MutatingAdmissionPolicySpec;

/**
 * What is wrong with what policies of both kinds have: parameters, what they match, variables. In steps.
 * @returns with it the scope of the policy's own expressions, which has its variables.
 */
export function* policyPartErrors(
  { paramKind, matchConstraints, matchConditions = [], variables = [] }: PolicySpec,
  path: FieldPath,
): Steps<{ errors: FieldError[]; scope: ExpressionScope }> {
  const hasParams = paramKind !== undefined;
  const errors: FieldError[] = [];
  if (paramKind) errors.push(...paramKindErrors(paramKind, path.child('paramKind')));
  const at = path.child('matchConstraints');
  if (!matchConstraints) errors.push(fieldErrors.required(at));
  else errors.push(...(yield* validateMatchResources(matchConstraints, at)));
  if (matchConstraints && (matchConstraints.resourceRules ?? []).length === 0)
    errors.push(fieldErrors.required(at.child('resourceRules')));
  errors.push(...(yield* validateMatchConditions(matchConditions, path.child('matchConditions'), { hasParams })));

  const types: Record<string, Type> = {};
  const scope: ExpressionScope = {
    hasParams,
    hasAuthorizer: true,
    ...(variables.length > 0 ? { variables: types } : {}),
  };
  for (const [index, variable] of variables.entries()) {
    yield;
    errors.push(...variableErrors(variable, path.child('variables').index(index), scope, types));
  }
  return { errors, scope };
}

function paramKindErrors({ apiVersion = '', kind = '' }: ParamKind, path: FieldPath): FieldError[] {
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
function* variableErrors(
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
