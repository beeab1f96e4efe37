import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { ValidationRule } from '@kubets/proto-gen/apiextensions/v1';
import { findField } from '../../structural/field-path';
import type { SchemaNode } from '../../structural/schema-node';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const NEWLINE = /[\n\r]/;

/** What is wrong with what stands around the expressions of a schema's rules. */
export function* ruleTextErrors(schema: SchemaNode, path: FieldPath): Generator<FieldError> {
  for (const [index, rule] of (schema['x-kubernetes-validations'] ?? []).entries())
    yield* textErrors(rule, schema, path.child('x-kubernetes-validations').index(index));
}

function* textErrors(one: ValidationRule, schema: SchemaNode, path: FieldPath): Generator<FieldError> {
  const { rule = '', message = '', messageExpression = '', reason, fieldPath = '' } = one;
  const text = message.trim();
  if (rule.trim() === '') yield fieldErrors.required(path.child('rule'), 'rule is not specified');
  else if (message !== '' && text === '')
    yield fieldErrors.invalid(path.child('message'), message, 'must be non-empty if specified');
  else if (NEWLINE.test(text))
    yield fieldErrors.invalid(path.child('message'), message, 'must not contain line breaks');
  else if (NEWLINE.test(rule.trim()) && text === '')
    yield fieldErrors.required(path.child('message'), 'message must be specified if rule contains line breaks');
  if (messageExpression !== '' && messageExpression.trim() === '')
    yield fieldErrors.required(path.child('messageExpression'), 'messageExpression must be non-empty if specified');
  if (reason !== undefined && !REASONS.includes(reason))
    yield fieldErrors.notSupported(path.child('reason'), reason, REASONS);
  const at = path.child('fieldPath');
  if (fieldPath === '') return;
  if (fieldPath.trim() === '') yield fieldErrors.invalid(at, fieldPath, 'must be non-empty if specified');
  if (NEWLINE.test(fieldPath)) yield fieldErrors.invalid(at, fieldPath, 'must not contain line breaks');
  try {
    findField(fieldPath, schema);
  } catch {
    yield fieldErrors.invalid(at, fieldPath, 'must be a valid path');
  }
}
