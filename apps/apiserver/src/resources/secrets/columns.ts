import type { Secret } from '@kubets/proto-gen/core/v1';
import { ageColumn, countInTextColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

export const secretColumns: TableColumn<Secret>[] = [
  nameColumn,
  textColumn<Secret>({ name: 'Type', description: 'What the secret is for.', value: (secret) => secret.type ?? '' }),
  countInTextColumn<Secret>({
    name: 'Data',
    description: 'How many keys the secret holds.',
    value: (secret) => Object.keys(secret.data ?? {}).length,
  }),
  ageColumn,
];
