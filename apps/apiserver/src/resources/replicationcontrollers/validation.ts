import { FieldPath, selectorFromSet, type FieldError } from '@kubets/apimachinery';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';

export function validateReplicationController(controller: ReplicationController): FieldError[] {
  const path = FieldPath.of('spec');
  const { selector, template } = controller.spec ?? {};
  return validatePodTemplate(template, {
    selector: selectorFromSet(selector),
    kind: 'ReplicationController',
    path: path.child('template'),
  });
}
