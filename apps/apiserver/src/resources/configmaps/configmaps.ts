import { configMaps as names } from '@kubets/proto-gen/catalogue';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { configMapColumns } from './columns';
import { validateConfigMap, validateConfigMapUpdate } from './validation';

export const configMaps = defineResource<ConfigMap>(names, {
  columns: configMapColumns,
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
});
