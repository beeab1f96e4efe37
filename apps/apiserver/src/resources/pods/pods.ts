import { isTerminalPhase, qosClassOf } from '@kubets/api';
import { atOnce, errorsOfAll, FieldPath, rfc3339, type FieldError } from '@kubets/apimachinery';
import { pods as names } from '@kubets/proto-gen/catalogue';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';
import { defaultPodResources } from '../../pod-spec/default-pod-resources';
import { hostnameWarnings } from '../../pod-spec/hostname-warnings';
import { mergeLabelKeys } from '../../pod-spec/merge-label-keys';
import { podWarnings } from '../../pod-spec/pod-warnings';
import { validatePodAnnotations, validatePodAnnotationsUpdate } from '../../pod-spec/validate-annotations';
import { defineResource } from '../../registry/define-resource';
import { addressWarnings, strictAddressErrors } from '../../validation/strict-addresses';
import type { WarningSteps } from '../../validation/warning-steps';
import { podAddresses } from './addresses';
import { podColumns, podRowConditions } from './columns';
import { defaultPod, defaultPodStatus } from './defaulting';
import { keepObservedGenerations } from './observed-generation';
import { validatePodUpdate } from './update-validation';
import { validatePodStatus } from './status-validation';
import { validateNewPod, validatePod } from './validation';

const DEFAULT_GRACE_SECONDS = 30;

/** How long the pod may take to stop; 0 when nothing runs that could. */
function podGracePeriodSeconds(pod: Pod, requested: Int64 | undefined): Int64 {
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || isTerminalPhase(phase)) return 0;
  const seconds = requested ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  return seconds < 0 ? 1 : seconds;
}

const podFields: Record<string, (pod: Pod) => string> = {
  'spec.nodeName': (pod) => pod.spec?.nodeName ?? '',
  'spec.restartPolicy': (pod) => pod.spec?.restartPolicy ?? '',
  'spec.schedulerName': (pod) => pod.spec?.schedulerName ?? '',
  'spec.serviceAccountName': (pod) => pod.spec?.serviceAccountName ?? '',
  'spec.hostNetwork': (pod) => String(pod.spec?.hostNetwork === true),
  'status.phase': (pod) => pod.status?.phase ?? '',
  'status.podIP': (pod) => pod.status?.podIP ?? '',
  'status.podIPs': (pod) => (pod.status?.podIPs ?? []).map(({ ip }) => ip ?? '').join(','),
  'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName ?? '',
};

const ANNOTATIONS = FieldPath.of('metadata', 'annotations');

const annotationErrors = ({ metadata, spec = {} }: Pod, { metadata: old }: Pod): FieldError[] => [
  ...atOnce(validatePodAnnotations(metadata?.annotations, spec, ANNOTATIONS, old?.annotations)),
  ...validatePodAnnotationsUpdate(metadata?.annotations, old?.annotations, ANNOTATIONS),
];

function* newPodWarnings(pod: Pod): WarningSteps {
  yield* hostnameWarnings(pod);
  yield* podWarnings(pod.spec ?? {}, FieldPath.of('spec'));
  yield* addressWarnings(podAddresses(pod));
}

export const pods = defineResource<Pod>(names, {
  granted: { edit: ['', 'attach', 'exec', 'portforward', 'proxy'], view: ['', 'log', 'status'] },
  versions: { v1: { defaults: defaultPod } },
  columns: podColumns,
  rowConditions: podRowConditions,
  *prepareForCreate(pod, { now }) {
    mergeLabelKeys(pod.spec ?? {}, pod.metadata?.labels);
    yield* defaultPodResources(pod.spec ?? {});
    pod.status = { phase: 'Pending', qosClass: qosClassOf(pod) };
    if (pod.spec?.schedulingGates?.length) {
      pod.status.conditions = [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
          lastTransitionTime: rfc3339(now),
        },
      ];
    }
  },
  // Hardly anybody writes the change of a pod by hand.
  warnings: (pod, old) => (old ? [] : newPodWarnings(pod)),
  validateCreate: (pod) =>
    errorsOfAll(
      () => validatePodAnnotations(pod.metadata?.annotations, pod.spec ?? {}, ANNOTATIONS),
      () => validatePod(pod),
      // No update changes them.
      () => strictAddressErrors(podAddresses(pod)),
      () => validateNewPod(pod),
    ),
  validateUpdate: (pod, old) =>
    errorsOfAll(
      () => validatePodAnnotations(pod.metadata?.annotations, pod.spec ?? {}, ANNOTATIONS, old.metadata?.annotations),
      () => validatePod(pod),
      () => validatePodAnnotationsUpdate(pod.metadata?.annotations, old.metadata?.annotations, ANNOTATIONS),
      () => validatePodUpdate(pod, old),
    ),
  status: {
    validateUpdate: (pod, old) => [...annotationErrors(pod, old), ...validatePodStatus(pod, old)],
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
