import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { serviceAccountColumns } from './columns';

export const serviceAccounts: ResourceDefinition<ServiceAccount> = {
  group: '',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  kind: 'ServiceAccount',
  shortNames: ['sa'],
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.core.v1.ServiceAccount' }],
  columns: serviceAccountColumns,
  validate: () => [],
};
