import { storageVersionMigrations as names } from '@kubets/proto-gen/catalogue';
import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';
import { nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateMigrated, validateMigratedStays } from './validate-migrated';
import { validateProgress } from './validate-progress';

const STATES = ['Running', 'Succeeded', 'Failed'];

function migratedResource({ spec }: StorageVersionMigration): string {
  const { group, resource = '' } = spec?.resource ?? {};
  return group ? `${resource}.${group}` : resource;
}

const state = ({ status }: StorageVersionMigration): string =>
  status?.conditions?.findLast(({ type = '', status: holds }) => STATES.includes(type) && holds === 'True')?.type ??
  'Unknown';

export const storageVersionMigrations = defineResource<StorageVersionMigration>(names, {
  hashedVersion: 'v1beta1',
  columns: [
    { ...nameColumn, format: '' },
    textColumn<StorageVersionMigration>({
      name: 'Resource',
      description: 'The resource whose objects are written anew, and its group.',
      value: migratedResource,
    }),
    textColumn<StorageVersionMigration>({
      name: 'Status',
      description: 'Whether the migration runs, has succeeded or has failed.',
      value: state,
    }),
  ],
  validate: validateMigrated,
  validateUpdate: validateMigratedStays,
  status: { keepsMetadata: true, validateUpdate: validateProgress },
  requireResourceVersion: true,
});
