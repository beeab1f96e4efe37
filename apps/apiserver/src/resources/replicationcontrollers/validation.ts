import { fieldErrors, FieldPath, selectorFromSet, type FieldError } from '@kubets/apimachinery';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { nonNegative } from '../../validation/field-checks';

export function validateReplicationController(controller: ReplicationController): FieldError[] {
  const path = FieldPath.of('spec');
  const { selector, minReadySeconds, replicas, template } = controller.spec ?? {};
  const errors = nonNegative(path.child('minReadySeconds'), minReadySeconds);
  if (Object.keys(selector ?? {}).length === 0) errors.push(fieldErrors.required(path.child('selector')));
  errors.push(...nonNegative(path.child('replicas'), replicas));
  const rules = { selector: selectorFromSet(selector), kind: 'ReplicationController', path: path.child('template') };
  return [...errors, ...validatePodTemplate(template, rules)];
}
