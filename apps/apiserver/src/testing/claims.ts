import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { nameColumn } from '../columns/standard-columns';
import type { ResourceDefinition } from '../registry/resource';

/** Claims for volumes as far as their names and owners go: a kind that comes while others wait for it. */
export const claims: ResourceDefinition<PersistentVolumeClaim> = {
  group: '',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  kind: 'PersistentVolumeClaim',
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.core.v1.PersistentVolumeClaim' }],
  columns: [nameColumn],
  status: {},
};
