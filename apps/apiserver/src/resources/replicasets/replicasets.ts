import { selectorFromLabelSelector } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { replicaScale } from '../../registry/replica-scale';
import type { ResourceDefinition } from '../../registry/resource';
import { replicaSetColumns } from './columns';
import { defaultReplicaSet } from './defaulting';
import { validateReplicaSet, validateReplicaSetUpdate } from './validation';

export const replicaSets: ResourceDefinition<ReplicaSet> = {
  group: 'apps',
  plural: 'replicasets',
  singular: 'replicaset',
  kind: 'ReplicaSet',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.apps.v1.ReplicaSet', defaults: defaultReplicaSet }],
  columns: replicaSetColumns,
  prepareForCreate(set) {
    set.status = { replicas: 0 };
  },
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
  status: {},
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector).toString()),
  fieldSelectors: { 'status.replicas': (set) => String(set.status?.replicas ?? 0) },
  hasGeneration: true,
};
