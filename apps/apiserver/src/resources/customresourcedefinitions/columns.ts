import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { createdAtColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

const servedVersions = ({ spec }: CustomResourceDefinition): string =>
  (spec?.versions ?? [])
    .filter(({ served }) => served)
    .map(({ name, storage }) => (storage ? `${name}(storage)` : name!))
    .sort()
    .join(',');

export const definitionColumns: TableColumn<CustomResourceDefinition>[] = [
  nameColumn,
  textColumn({ name: 'Scope', description: 'Cluster/Namespaced', value: ({ spec }) => spec?.scope ?? '' }),
  textColumn({ name: 'Versions', description: 'Served versions', value: servedVersions }),
  createdAtColumn,
  textColumn({ name: 'Group', description: 'API group', wide: true, value: ({ spec }) => spec?.group ?? '' }),
  textColumn({
    name: 'Kind',
    description: 'CustomResource kind',
    wide: true,
    value: ({ spec }) => spec?.names?.kind ?? '',
  }),
  textColumn({
    name: 'ShortNames',
    description: 'Short names',
    wide: true,
    value: ({ spec }) => (spec?.names?.shortNames ?? []).join(','),
  }),
  {
    name: 'Established',
    type: 'boolean',
    description: 'Established status',
    priority: 1,
    value: ({ status }) =>
      (status?.conditions ?? []).some(({ type, status: is }) => type === 'Established' && is === 'True'),
  },
];
