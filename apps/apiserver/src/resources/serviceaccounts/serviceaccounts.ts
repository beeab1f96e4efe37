import { serviceAccounts as names } from '@kubets/proto-gen/catalogue';
import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { serviceAccountColumns } from './columns';

export const serviceAccounts = defineResource<ServiceAccount>(names, {
  columns: serviceAccountColumns,
  returnsDeletedObject: true,
});
