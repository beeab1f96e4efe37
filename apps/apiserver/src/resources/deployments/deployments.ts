import { selectorFromLabelSelector } from '@kubets/apimachinery';
import type { Deployment } from '@kubets/proto-gen/apps/v1';
import { replicaScale } from '../../registry/replica-scale';
import type { ResourceDefinition } from '../../registry/resource';
import { deploymentColumns } from './columns';
import { defaultDeployment, defaultDeploymentV1beta1 } from './defaulting';
import { fromStorage, toStorage } from './conversion';
import { validateDeployment, validateDeploymentUpdate } from './validation';

export const deployments: ResourceDefinition<Deployment> = {
  group: 'apps',
  plural: 'deployments',
  singular: 'deployment',
  kind: 'Deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  versions: [
    { version: 'v1', message: 'kubets.apps.v1.Deployment', defaults: defaultDeployment },
    {
      version: 'v1beta1',
      message: 'kubets.apps.v1beta1.Deployment',
      defaults: defaultDeploymentV1beta1,
      toStorage,
      fromStorage,
      deprecationWarning: 'apps/v1beta1 Deployment is deprecated in v1.9+; use apps/v1 Deployment',
      orphansByDefault: true,
    },
  ],
  columns: deploymentColumns,
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  status: {},
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector).toString()),
  hasGeneration: true,
};
