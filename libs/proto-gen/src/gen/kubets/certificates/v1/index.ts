export * from './certificate_signing_request';
export * from './certificate_signing_requests_rpc';
export * from './cluster_trust_bundle';
export * from './pod_certificate_request';
