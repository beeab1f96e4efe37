import { fieldErrors, FieldPath, isQualifiedName, type FieldError, type Steps } from '@kubets/apimachinery';
import type {
  AuditAnnotation,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyStatus,
  Validation,
} from '@kubets/proto-gen/admissionregistration/v1';
import {
  ANNOTATION,
  compileExpression,
  CONDITION,
  MESSAGE,
  type ExpressionScope,
} from '../../expressions/compiled-expression';
import { invalidEach } from '../../validation/field-checks';
import { validateConditions } from '../../validation/conditions';
import { policyPartErrors } from '../../validation/policy-parts';

const SPEC = FieldPath.of('spec');
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MAX_ANNOTATIONS = 20;
const MAX_ANNOTATION_EXPRESSION = 5 * 1024;

/** All that is wrong with a policy beside what its fields' own rules say; in steps. */
export function* policyErrors({ metadata, spec = {} }: ValidatingAdmissionPolicy): Steps<FieldError[]> {
  const { validations = [], auditAnnotations: annotations = [] } = spec;
  const { errors, scope } = yield* policyPartErrors(spec, SPEC);
  if (validations.length === 0 && annotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    const fields = ['validations', 'auditAnnotations'];
    return [...errors, ...fields.map((field) => fieldErrors.required(SPEC.child(field), detail))];
  }
  for (const [index, validation] of validations.entries()) {
    yield;
    errors.push(...validationErrors(validation, SPEC.child('validations').index(index), scope));
  }
  const name = metadata?.name ?? '';
  return [...errors, ...(yield* annotationErrors(annotations, name, scope))];
}

function* validationErrors(
  { expression = '', message = '', messageExpression = '', reason }: Validation,
  path: FieldPath,
  scope: ExpressionScope,
): Generator<FieldError> {
  const compiles = function* (text: string, wanted: typeof CONDITION, at: FieldPath) {
    const { problem } = compileExpression(text, wanted, { ...scope, hasAuthorizer: wanted === CONDITION });
    if (problem !== undefined) yield fieldErrors.invalid(at, text, problem);
  };
  const nothing = 'must be non-empty if specified';
  if (expression.trim() === '') yield fieldErrors.required(path.child('expression'), 'expression is not specified');
  else yield* compiles(expression, CONDITION, path.child('expression'));
  const at = path.child('messageExpression');
  if (messageExpression.trim() !== '') yield* compiles(messageExpression, MESSAGE, at);
  else if (messageExpression !== '') yield fieldErrors.invalid(at, messageExpression, nothing);
  if (message !== '' && message.trim() === '') yield fieldErrors.invalid(path.child('message'), message, nothing);
  else if (/[\n\r]/.test(message.trim()))
    yield fieldErrors.invalid(path.child('message'), message, 'must not contain line breaks');
  if (reason !== undefined && !REASONS.includes(reason))
    yield fieldErrors.notSupported(path.child('reason'), reason, REASONS);
}

function* annotationErrors(
  annotations: readonly AuditAnnotation[],
  policy: string,
  scope: ExpressionScope,
): Steps<FieldError[]> {
  const all = SPEC.child('auditAnnotations');
  const errors: FieldError[] = [];
  const tooMany = `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`;
  if (annotations.length > MAX_ANNOTATIONS) errors.push(fieldErrors.invalid(all, annotations, tooMany));
  const keys = new Set<string>();
  for (const [index, { key = '', valueExpression = '' }] of annotations.slice(0, MAX_ANNOTATIONS).entries()) {
    yield;
    const path = all.index(index);
    const at = path.child('key');
    if (policy === '') errors.push(fieldErrors.invalid(at, key, 'requires metadata.name be non-empty'));
    else errors.push(...invalidEach(at, `${policy}/${key}`, isQualifiedName));
    errors.push(...annotationValueErrors(valueExpression, path.child('valueExpression'), scope));
    if (keys.has(key)) errors.push(fieldErrors.duplicate(at, key));
    keys.add(key);
  }
  return errors;
}

function annotationValueErrors(expression: string, path: FieldPath, scope: ExpressionScope): FieldError[] {
  const text = expression.trim();
  if (text === '') return [fieldErrors.required(path, 'valueExpression is not specified')];
  if (Buffer.byteLength(text) > MAX_ANNOTATION_EXPRESSION)
    return [fieldErrors.required(path, `must not exceed ${MAX_ANNOTATION_EXPRESSION} bytes in length`)];
  const { problem } = compileExpression(text, ANNOTATION, scope);
  return problem === undefined ? [] : [fieldErrors.invalid(path, expression, problem)];
}

export function statusErrors({ typeChecking, conditions }: ValidatingAdmissionPolicyStatus = {}): FieldError[] {
  const at = FieldPath.of('status').child('typeChecking').child('expressionWarnings');
  const ofWarnings = (typeChecking?.expressionWarnings ?? []).flatMap(({ warning = '', fieldRef = '' }, index) => [
    ...(warning === '' ? [fieldErrors.required(at.index(index).child('warning'))] : []),
    ...(fieldRef.trim() === '' ? [fieldErrors.required(at.index(index).child('fieldRef'))] : []),
  ]);
  return [...ofWarnings, ...validateConditions(conditions ?? [], FieldPath.of('status', 'conditions'))];
}
