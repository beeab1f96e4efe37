export * from './storage_version_migration';
export * from './storage_version_migrations_rpc';
