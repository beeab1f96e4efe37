import { qosClassOf } from '@kubets/api';
import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import { pods as names } from '@kubets/proto-gen/catalogue';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { validatePodAnnotations, validatePodAnnotationsUpdate } from '../../pod-spec/validate-annotations';
import { podWarnings } from '../../pod-spec/pod-warnings';
import { defineResource } from '../../registry/define-resource';
import { addressWarnings, strictAddressErrors } from '../../validation/strict-addresses';
import { podAddresses } from './addresses';
import { podColumns } from './columns';
import { defaultPod, defaultPodStatus } from './defaulting';
import { podFields } from './field-selectors';
import { podGracePeriodSeconds } from './grace-period';
import { keepObservedGenerations } from './observed-generation';
import { validatePodUpdate } from './update-validation';
import { validatePod } from './validation';

const ANNOTATIONS = FieldPath.of('metadata', 'annotations');

function annotationErrors({ metadata, spec = {} }: Pod, { metadata: old }: Pod): FieldError[] {
  return [
    ...validatePodAnnotations(metadata?.annotations, spec, ANNOTATIONS, old?.annotations),
    ...validatePodAnnotationsUpdate(metadata?.annotations, old?.annotations, ANNOTATIONS),
  ];
}

export const pods = defineResource<Pod>(names, {
  versions: { v1: { defaults: defaultPod } },
  columns: podColumns,
  prepareForCreate(pod) {
    pod.status = { phase: 'Pending', qosClass: qosClassOf(pod) };
    if (pod.spec?.schedulingGates?.length) {
      pod.status.conditions = [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
        },
      ];
    }
  },
  // Hardly anybody writes the change of a pod by hand.
  warnings: (pod, old) =>
    old ? [] : [...podWarnings(pod.spec ?? {}, FieldPath.of('spec')), ...addressWarnings(podAddresses(pod))],
  validate: validatePod,
  validateCreate: (pod) => [
    ...(pod.spec?.ephemeralContainers?.length
      ? [fieldErrors.forbidden(FieldPath.of('spec', 'ephemeralContainers'), 'cannot be set on create')]
      : []),
    ...validatePodAnnotations(pod.metadata?.annotations, pod.spec ?? {}, ANNOTATIONS),
    // No update changes them.
    ...strictAddressErrors(podAddresses(pod)),
  ],
  validateUpdate: (pod, old) => [...annotationErrors(pod, old), ...validatePodUpdate(pod, old)],
  status: {
    validateUpdate: annotationErrors,
    prepareForUpdate(pod, old) {
      defaultPodStatus(pod);
      pod.status = { ...pod.status, qosClass: pod.status?.qosClass ?? old.status?.qosClass };
      keepObservedGenerations(pod.status, old.status);
    },
  },
  gracefulDeletion: { gracePeriodSeconds: podGracePeriodSeconds },
  returnsDeletedObject: true,
  fieldSelectors: podFields,
  hasGeneration: true,
});
