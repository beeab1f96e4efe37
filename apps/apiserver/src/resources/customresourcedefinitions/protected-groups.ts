import { FieldPath, fieldErrors, type FieldError } from '@kubets/apimachinery';
import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { ANNOTATION, APPROVAL_PROBLEMS, approvalOf } from '../../custom-resources/api-approval';

const PATH = FieldPath.of('metadata', 'annotations').key(ANNOTATION);

/** An approval that is as it was before is not asked for again. */
export function approvalErrors(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): FieldError[] {
  const state = approvalOf(definition);
  if (!state || (old && approvalOf(old) === state)) return [];
  if (state === 'missing') return [fieldErrors.required(PATH, APPROVAL_PROBLEMS.missing)];
  const value = definition.metadata?.annotations?.[ANNOTATION];
  return state === 'invalid' ? [fieldErrors.invalid(PATH, value, APPROVAL_PROBLEMS.invalid)] : [];
}
