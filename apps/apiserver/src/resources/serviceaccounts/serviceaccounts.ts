import { serviceAccounts as names } from '@kubets/proto-gen/catalogue';
import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

export const serviceAccounts = defineResource<ServiceAccount>(names, {
  columns: [nameColumn, ageColumn],
  returnsDeletedObject: true,
});
