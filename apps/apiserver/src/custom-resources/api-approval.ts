import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { conditionOf, isSameCondition, setCondition, type Condition } from './conditions';

export const ANNOTATION = 'api-approved.kubernetes.io';
const WHY = `protected groups must have approval annotation "${ANNOTATION}"`;
const WHERE = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** What is to be said of an approval that does not count. */
export const APPROVAL_PROBLEMS = {
  missing: `${WHY}, ${WHERE}`,
  invalid: `${WHY} with either a URL or a reason starting with "unapproved", ${WHERE}`,
};

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

function conditionFor(definition: CustomResourceDefinition): Condition | undefined {
  const type = 'KubernetesAPIApprovalPolicyConformant';
  const annotation = definition.metadata?.annotations?.[ANNOTATION] ?? '';
  switch (approvalOf(definition)) {
    case undefined:
      return undefined;
    case 'missing':
      return { type, status: 'False', reason: 'MissingAnnotation', message: APPROVAL_PROBLEMS.missing };
    case 'invalid':
      return { type, status: 'False', reason: 'InvalidAnnotation', message: APPROVAL_PROBLEMS.invalid };
    case 'bypassed':
      return {
        type,
        status: 'False',
        reason: 'UnapprovedAnnotation',
        message: `not approved: ${JSON.stringify(annotation)}`,
      };
    case 'approved':
      return { type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${annotation}` };
  }
}

/** Says in the conditions of a definition of one of Kubernetes' groups how it is with its approval; in place. Answers whether anything has changed. */
export function noteApproval(definition: CustomResourceDefinition, now: Date): boolean {
  const condition = conditionFor(definition);
  if (!condition || isSameCondition(condition, conditionOf(definition, condition.type))) return false;
  setCondition(definition, condition, now);
  return true;
}
