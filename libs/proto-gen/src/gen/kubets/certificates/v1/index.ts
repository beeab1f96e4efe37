export * from './certificate_signing_request';
export * from './certificate_signing_requests_rpc';
export * from './cluster_trust_bundle';
export * from './cluster_trust_bundles_rpc';
export * from './pod_certificate_request';
export * from './pod_certificate_requests_rpc';
