export * from '../../../../../envoy/config/core/v3/core';
