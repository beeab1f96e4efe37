import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { validatePodSpec } from '../../pod-spec/validate-pod-spec';

const SPEC = FieldPath.of('spec');

export function validatePod(pod: Pod): FieldError[] {
  const spec = pod.spec ?? {};
  const errors = validatePodSpec(spec, SPEC);
  if (spec.nodeName && spec.schedulingGates?.length) {
    errors.push(
      fieldErrors.forbidden(SPEC.child('nodeName'), 'cannot be set until all schedulingGates have been cleared'),
    );
  }
  return errors;
}
