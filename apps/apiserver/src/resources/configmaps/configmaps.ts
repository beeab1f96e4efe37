import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { configMapColumns } from './columns';
import { validateConfigMap, validateConfigMapUpdate } from './validation';

export const configMaps: ResourceDefinition<ConfigMap> = {
  group: '',
  plural: 'configmaps',
  singular: 'configmap',
  kind: 'ConfigMap',
  shortNames: ['cm'],
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.core.v1.ConfigMap' }],
  columns: configMapColumns,
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
};
