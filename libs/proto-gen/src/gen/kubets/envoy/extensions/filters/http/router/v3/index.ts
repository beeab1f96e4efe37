export * from '../../../../../../../envoy/extensions/filters/http/router/v3/router';
