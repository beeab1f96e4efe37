import { FieldPath, fieldErrors, type FieldError } from '@kubets/apimachinery';
import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';

const ANNOTATION = 'api-approved.kubernetes.io';
const PATH = FieldPath.of('metadata', 'annotations').key(ANNOTATION);
const WHY = `protected groups must have approval annotation "${ANNOTATION}"`;
const WHERE = 'see https://github.com/kubernetes/enhancements/pull/1111';

export type Approval = 'missing' | 'bypassed' | 'approved' | 'invalid';

const isProtected = (group: string): boolean => /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);

/** Whether a definition of one of Kubernetes' own groups says who has approved it; undefined for other groups. */
export function approvalOf({ metadata, spec }: CustomResourceDefinition): Approval | undefined {
  if (!isProtected(spec?.group ?? '')) return undefined;
  const annotation = metadata?.annotations?.[ANNOTATION] ?? '';
  if (annotation === '') return 'missing';
  if (annotation.startsWith('unapproved')) return 'bypassed';
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#\s]+/.test(annotation) ? 'approved' : 'invalid';
}

/** An approval that is as it was before is not asked for again. */
export function approvalErrors(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): FieldError[] {
  const state = approvalOf(definition);
  if (!state || (old && approvalOf(old) === state)) return [];
  if (state === 'missing') return [fieldErrors.required(PATH, `${WHY}, ${WHERE}`)];
  const value = definition.metadata?.annotations?.[ANNOTATION];
  const detail = `${WHY} with either a URL or a reason starting with "unapproved", ${WHERE}`;
  return state === 'invalid' ? [fieldErrors.invalid(PATH, value, detail)] : [];
}
