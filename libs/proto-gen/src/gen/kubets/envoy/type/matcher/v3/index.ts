export * from '../../../../../envoy/type/matcher/v3/regex';
