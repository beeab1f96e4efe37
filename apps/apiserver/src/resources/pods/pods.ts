import { qosClassOf } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { podColumns } from './columns';
import { defaultPod, defaultPodStatus } from './defaulting';
import { podFields } from './field-selectors';
import { podGracePeriodSeconds } from './grace-period';
import { validatePodUpdate } from './update-validation';
import { validatePod } from './validation';

export const pods: ResourceDefinition<Pod> = {
  group: '',
  plural: 'pods',
  singular: 'pod',
  kind: 'Pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.core.v1.Pod', defaults: defaultPod }],
  columns: podColumns,
  prepareForCreate(pod) {
    pod.status = { phase: 'Pending', qosClass: qosClassOf(pod) };
    if (pod.spec?.schedulingGates?.length) {
      pod.status.conditions = [
        { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' },
      ];
    }
  },
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  status: {
    prepareForUpdate(pod, old) {
      defaultPodStatus(pod);
      pod.status = { ...pod.status, qosClass: pod.status?.qosClass ?? old.status?.qosClass };
    },
  },
  gracefulDeletion: { gracePeriodSeconds: podGracePeriodSeconds },
  fieldSelectors: podFields,
  hasGeneration: true,
};
