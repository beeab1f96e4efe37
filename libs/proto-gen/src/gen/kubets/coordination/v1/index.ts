export * from './lease';
export * from './leases_rpc';
