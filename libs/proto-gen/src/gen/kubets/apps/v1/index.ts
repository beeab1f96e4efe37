export * from './controller_revision';
export * from './daemon_set';
export * from './deployment';
export * from './deployments_rpc';
export * from './replica_set';
export * from './replica_sets_rpc';
export * from './stateful_set';
