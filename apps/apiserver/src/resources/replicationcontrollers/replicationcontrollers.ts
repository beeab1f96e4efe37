import { FieldPath, formatLabels } from '@kubets/apimachinery';
import { replicationControllers as names } from '@kubets/proto-gen/catalogue';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { templateWarnings } from '../../pod-spec/pod-warnings';
import { replicaScale } from '../../registry/replica-scale';
import { defineResource } from '../../registry/define-resource';
import { replicationControllerColumns } from './columns';
import { defaultReplicationController } from './defaulting';
import { validateReplicationController } from './validation';

export const replicationControllers = defineResource<ReplicationController>(names, {
  versions: { v1: { defaults: defaultReplicationController, orphansByDefault: true } },
  columns: replicationControllerColumns,
  prepareForCreate(controller) {
    controller.status = { replicas: 0 };
  },
  warnings: (object, old) => templateWarnings(object.spec?.template, FieldPath.of('spec.template'), { object, old }),
  validate: validateReplicationController,
  status: {},
  scale: replicaScale(({ spec }) => (spec?.selector ? formatLabels(spec.selector) : '')),
  fieldSelectors: { 'status.replicas': (controller) => String(controller.status?.replicas ?? 0) },
  hasGeneration: true,
});
