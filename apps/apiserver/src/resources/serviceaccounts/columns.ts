import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

export const serviceAccountColumns: TableColumn<ServiceAccount>[] = [nameColumn, ageColumn];
