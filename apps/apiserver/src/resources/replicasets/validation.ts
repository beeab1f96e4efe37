import { FieldPath, type FieldError } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { validateWorkloadSelector } from '../../validation/workload-selector';

const SPEC = FieldPath.of('spec');

export function validateReplicaSet({ spec = {} }: ReplicaSet): FieldError[] {
  const { errors, selector } = validateWorkloadSelector(spec.selector, SPEC.child('selector'));
  return [
    ...errors,
    ...validatePodTemplate(spec.template ?? {}, { selector, kind: 'ReplicaSet', path: SPEC.child('template') }),
  ];
}
