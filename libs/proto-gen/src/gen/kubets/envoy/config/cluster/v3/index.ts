export * from '../../../../../envoy/config/cluster/v3/cluster';
