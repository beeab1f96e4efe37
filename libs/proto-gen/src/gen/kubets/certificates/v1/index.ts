export * from './certificate_signing_request';
