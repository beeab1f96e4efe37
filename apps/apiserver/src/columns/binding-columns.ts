import type { TableColumn } from '../registry/table-column';
import type { Binding } from '../validation/rbac';
import { ageColumn, nameColumn, textColumn } from './standard-columns';

const subjectsOf = (binding: Binding, kind: string): string =>
  (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name ?? ''}` : (name ?? '')))
    .join(', ');

/** Columns of role bindings and cluster role bindings. */
export const bindingColumns: TableColumn<Binding>[] = [
  nameColumn,
  textColumn<Binding>({
    name: 'Role',
    description: 'The role that is granted.',
    value: ({ roleRef }) => `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`,
  }),
  ageColumn,
  textColumn<Binding>({
    name: 'Users',
    description: 'Users it is granted to.',
    wide: true,
    value: (b) => subjectsOf(b, 'User'),
  }),
  textColumn<Binding>({
    name: 'Groups',
    description: 'Groups it is granted to.',
    wide: true,
    value: (b) => subjectsOf(b, 'Group'),
  }),
  textColumn<Binding>({
    name: 'ServiceAccounts',
    description: 'Service accounts it is granted to.',
    wide: true,
    value: (b) => subjectsOf(b, 'ServiceAccount'),
  }),
];
