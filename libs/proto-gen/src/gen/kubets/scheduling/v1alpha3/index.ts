export * from './pod_group';
