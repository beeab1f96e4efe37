export * from '../../../../../envoy/service/discovery/v3/ads';
