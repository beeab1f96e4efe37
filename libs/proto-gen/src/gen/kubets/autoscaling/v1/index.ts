export * from './horizontal_pod_autoscaler';
export * from './metric';
export * from './scale';
export * from './scale_request';
