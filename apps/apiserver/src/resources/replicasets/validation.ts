import { FieldPath, type FieldError } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { immutableField, nonNegative } from '../../validation/field-checks';
import { validateWorkloadSelector } from '../../validation/workload-selector';

const SPEC = FieldPath.of('spec');

export function validateReplicaSet({ spec = {} }: ReplicaSet): FieldError[] {
  const { errors, selector } = validateWorkloadSelector(spec.selector, SPEC.child('selector'));
  return [
    ...nonNegative(SPEC.child('replicas'), spec.replicas),
    ...nonNegative(SPEC.child('minReadySeconds'), spec.minReadySeconds),
    ...errors,
    ...validatePodTemplate(spec.template, { selector, kind: 'ReplicaSet', path: SPEC.child('template') }),
  ];
}

export function validateReplicaSetUpdate(set: ReplicaSet, old: ReplicaSet): FieldError[] {
  return immutableField(SPEC.child('selector'), set.spec?.selector, old.spec?.selector);
}
