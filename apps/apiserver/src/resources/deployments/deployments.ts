import { FieldPath, selectorFromLabelSelector } from '@kubets/apimachinery';
import type { Deployment } from '@kubets/proto-gen/apps/v1';
import { deployments as names } from '@kubets/proto-gen/catalogue';
import { immutableSelector } from '../../validation/workload-selector';
import { workloadWarnings } from '../../pod-spec/pod-warnings';
import { replicaScale } from '../../registry/replica-scale';
import { defineResource } from '../../registry/define-resource';
import { deploymentColumns } from './columns';
import { defaultDeployment, defaultDeploymentV1beta1 } from './defaulting';
import { fromStorage, toStorage } from './conversion';
import { validateDeployment, validateDeploymentStatus } from './validation';

export const deployments = defineResource<Deployment>(names, {
  granted: { edit: ['', 'scale'], view: ['', 'scale', 'status'] },
  versions: {
    v1: { defaults: defaultDeployment },
    v1beta1: {
      defaults: defaultDeploymentV1beta1,
      toStorage,
      fromStorage,
      deprecationWarning: 'apps/v1beta1 Deployment is deprecated in v1.9+; use apps/v1 Deployment',
      orphansByDefault: true,
    },
  },
  columns: deploymentColumns,
  warnings: (object, old) => workloadWarnings(object.spec?.template, FieldPath.of('spec.template'), { object, old }),
  validate: validateDeployment,
  validateUpdate: immutableSelector,
  status: { keepsLabels: true, validateUpdate: validateDeploymentStatus },
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector).toString()),
  hasGeneration: true,
});
