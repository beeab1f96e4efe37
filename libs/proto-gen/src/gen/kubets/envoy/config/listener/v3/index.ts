export * from '../../../../../envoy/config/listener/v3/listener';
