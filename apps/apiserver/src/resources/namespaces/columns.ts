import type { Namespace } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

export const namespaceColumns: TableColumn<Namespace>[] = [
  nameColumn,
  textColumn<Namespace>({
    name: 'Status',
    description: 'Active, or Terminating while its contents are being deleted.',
    value: (namespace) => namespace.status?.phase ?? '',
  }),
  ageColumn,
];
