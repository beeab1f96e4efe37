import { formatLabels } from '@kubets/apimachinery';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
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
  scale: {
    read: ({ spec, status }) => ({
      specReplicas: spec?.replicas ?? 0,
      statusReplicas: status?.replicas ?? 0,
      selector: spec?.selector ? formatLabels(spec.selector) : '',
    }),
    write(controller, replicas) {
      controller.spec = { ...controller.spec, replicas };
    },
  },
  fieldSelectors: { 'status.replicas': (controller) => String(controller.status?.replicas ?? 0) },
  hasGeneration: true,
};
