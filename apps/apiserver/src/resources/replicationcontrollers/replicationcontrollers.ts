import { formatLabels } from '@kubets/apimachinery';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { replicaScale } from '../../registry/replica-scale';
import type { ResourceDefinition } from '../../registry/resource';
import { replicationControllerColumns } from './columns';
import { defaultReplicationController } from './defaulting';
import { validateReplicationController } from './validation';

export const replicationControllers: ResourceDefinition<ReplicationController> = {
  group: '',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  kind: 'ReplicationController',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  versions: [
    {
      version: 'v1',
      message: 'kubets.core.v1.ReplicationController',
      defaults: defaultReplicationController,
      orphansByDefault: true,
    },
  ],
  columns: replicationControllerColumns,
  prepareForCreate(controller) {
    controller.status = { replicas: 0 };
  },
  validate: validateReplicationController,
  status: {},
  scale: replicaScale(({ spec }) => (spec?.selector ? formatLabels(spec.selector) : '')),
  fieldSelectors: { 'status.replicas': (controller) => String(controller.status?.replicas ?? 0) },
  hasGeneration: true,
};
