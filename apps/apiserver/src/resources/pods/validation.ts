import { errorsOfAll, errorsOfEach, fieldErrors, FieldPath, type FieldError, type Steps } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { validateImages } from '../../pod-spec/validate-container';
import { validatePodSpec } from '../../pod-spec/validate-pod-spec';

const SPEC = FieldPath.of('spec');

/** What of a pod has to be right at all times. */
export function validatePod(pod: Pod): Steps<FieldError[]> {
  const spec = pod.spec ?? {};
  return errorsOfAll(
    () => validatePodSpec(spec, SPEC, pod.metadata?.name ?? ''),
    () => (spec.serviceAccountName ? [] : tokensOfNobody(pod)),
    () => validateImages(spec.containers, SPEC.child('containers')),
    () => validateImages(spec.initContainers, SPEC.child('initContainers')),
  );
}

const tokensOfNobody = ({ spec }: Pod): Steps<FieldError[]> =>
  errorsOfEach(spec?.volumes ?? [], ({ projected }, index) =>
    errorsOfEach(projected?.sources ?? [], ({ serviceAccountToken }, place) => {
      if (!serviceAccountToken) return [];
      const at = SPEC.child('volumes').index(index).child('projected', 'sources').index(place);
      const detail = 'must not be specified when serviceAccountName is not set';
      return [fieldErrors.forbidden(at.child('serviceAccountToken'), detail)];
    }),
  );

/** What may not be said of a pod that is only to be made; after what is wrong with its spec. */
export function validateNewPod({ spec = {} }: Pod): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.ephemeralContainers?.length)
    errors.push(fieldErrors.forbidden(SPEC.child('ephemeralContainers'), 'cannot be set on create'));
  if (spec.nodeName && spec.schedulingGates?.length) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(fieldErrors.forbidden(SPEC.child('nodeName'), detail));
  }
  return errors.map((error) => ({ ...error, toldAt: SPEC.child('schedulingGroup').toString() }));
}
