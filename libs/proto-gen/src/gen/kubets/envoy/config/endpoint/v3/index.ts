export * from '../../../../../envoy/config/endpoint/v3/endpoint';
