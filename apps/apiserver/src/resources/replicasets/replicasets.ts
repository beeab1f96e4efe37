import { FieldPath, selectorFromLabelSelector } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { replicaSets as names } from '@kubets/proto-gen/catalogue';
import { templateWarnings } from '../../pod-spec/pod-warnings';
import { replicaScale } from '../../registry/replica-scale';
import { defineResource } from '../../registry/define-resource';
import { replicaSetColumns } from './columns';
import { defaultReplicaSet } from './defaulting';
import { validateReplicaSet } from './validation';

export const replicaSets = defineResource<ReplicaSet>(names, {
  versions: { v1: { defaults: defaultReplicaSet } },
  columns: replicaSetColumns,
  prepareForCreate(set) {
    set.status = { replicas: 0 };
  },
  warnings: (object, old) => templateWarnings(object.spec?.template, FieldPath.of('spec.template'), { object, old }),
  validate: validateReplicaSet,
  status: {},
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector).toString()),
  fieldSelectors: { 'status.replicas': (set) => String(set.status?.replicas ?? 0) },
  hasGeneration: true,
});
