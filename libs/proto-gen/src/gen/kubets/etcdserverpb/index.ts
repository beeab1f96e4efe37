export * from '../../etcdserverpb/rpc';
