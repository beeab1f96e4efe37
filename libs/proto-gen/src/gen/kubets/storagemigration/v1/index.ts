export * from './storage_version_migration';
