export * from './objects_rpc';
