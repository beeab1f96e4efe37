export * from './horizontal_pod_autoscaler';
export * from './metric';
