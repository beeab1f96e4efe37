import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import { ageColumn, countColumn, nameColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

export const serviceAccountColumns: TableColumn<ServiceAccount>[] = [
  nameColumn,
  countColumn<ServiceAccount>({
    name: 'Secrets',
    description: 'How many secrets pods of this account may use.',
    value: (account) => account.secrets?.length ?? 0,
  }),
  ageColumn,
];
