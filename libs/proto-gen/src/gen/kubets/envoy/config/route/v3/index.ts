export * from '../../../../../envoy/config/route/v3/route';
