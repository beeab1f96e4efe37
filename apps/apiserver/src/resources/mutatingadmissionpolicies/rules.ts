import { fieldErrors, FieldPath, type FieldError, type Steps } from '@kubets/apimachinery';
import type { MatchResources, MutatingAdmissionPolicy, Mutation } from '@kubets/proto-gen/admissionregistration/v1';
import { compileExpression, type ExpressionScope } from '../../expressions/compiled-expression';
import { CONFIGURATION, OPERATIONS } from '../../expressions/patch-types';
import { policyPartErrors } from '../../validation/policy-parts';

const SPEC = FieldPath.of('spec');
const REINVOCATIONS = ['IfNeeded', 'Never'];
const MUTATING = ['*', 'CONNECT', 'CREATE', 'UPDATE'];
const PATCH_TYPES = ['ApplyConfiguration', 'JSONPatch'];

/** All that is wrong with a policy beside what its fields' own rules say; in steps. */
export function* policyErrors({ spec = {} }: MutatingAdmissionPolicy): Steps<FieldError[]> {
  const { mutations = [] } = spec;
  const { errors, scope } = yield* policyPartErrors(spec, SPEC);
  errors.push(...operationErrors(spec.matchConstraints, SPEC.child('matchConstraints')));
  if (mutations.length === 0)
    errors.push(fieldErrors.required(SPEC.child('mutations'), 'mutations must contain at least one item'));
  for (const [index, mutation] of mutations.entries()) {
    yield;
    errors.push(...mutationErrors(mutation, SPEC.child('mutations').index(index), scope));
  }
  return [...errors, ...reinvocationErrors(spec.reinvocationPolicy)];
}

/** What is deleted cannot be changed. */
function operationErrors({ resourceRules = [] }: MatchResources = {}, path: FieldPath): FieldError[] {
  const at = path.child('resourceRules', 'operations');
  return resourceRules.flatMap(({ operations = [] }) =>
    operations
      .filter((operation) => !MUTATING.includes(operation))
      .map((operation) => fieldErrors.notSupported(at, operation, MUTATING)),
  );
}

function reinvocationErrors(policy = ''): FieldError[] {
  const path = SPEC.child('reinvocationPolicy');
  if (policy === '') return [fieldErrors.required(path)];
  return REINVOCATIONS.includes(policy) ? [] : [fieldErrors.notSupported(path, policy, REINVOCATIONS)];
}

function* mutationErrors(
  { patchType = '', applyConfiguration, jsonPatch }: Mutation,
  path: FieldPath,
  scope: ExpressionScope,
): Generator<FieldError> {
  const at = path.child('patchType');
  if (patchType === '') return yield fieldErrors.required(at);
  if (!PATCH_TYPES.includes(patchType)) return yield fieldErrors.notSupported(at, patchType, PATCH_TYPES);
  const isJsonPatch = patchType === 'JSONPatch';
  const [own, other] = isJsonPatch ? ['jsonPatch', 'applyConfiguration'] : ['applyConfiguration', 'jsonPatch'];
  const wanted = isJsonPatch ? jsonPatch : applyConfiguration;
  if (!wanted) yield fieldErrors.required(path.child(own!), `must be specified when patchType is ${patchType}`);
  else yield* expressionErrors(wanted.expression ?? '', isJsonPatch, path.child(own!).child('expression'), scope);
  if (isJsonPatch ? applyConfiguration : jsonPatch)
    yield fieldErrors.invalid(path.child(other!), `{${other}}`, `must not be specified when patchType is ${patchType}`);
}

function* expressionErrors(
  expression: string,
  isJsonPatch: boolean,
  path: FieldPath,
  scope: ExpressionScope,
): Generator<FieldError> {
  const text = expression.trim();
  if (text === '') return yield fieldErrors.required(path);
  const wanted = isJsonPatch ? OPERATIONS : CONFIGURATION;
  const { problem } = compileExpression(text, wanted, { ...scope, makesPatches: true });
  if (problem !== undefined) yield fieldErrors.invalid(path, text, problem);
}
