import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { ageColumn, countInTextColumn, nameColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

export const configMapColumns: TableColumn<ConfigMap>[] = [
  nameColumn,
  countInTextColumn<ConfigMap>({
    name: 'Data',
    description: 'How many keys the config map holds, text and binary together.',
    value: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
  }),
  ageColumn,
];
