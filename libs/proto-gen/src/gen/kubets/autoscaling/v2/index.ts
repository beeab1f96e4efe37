export * from './horizontal_pod_autoscaler';
export * from './horizontal_pod_autoscalers_rpc';
export * from './metric';
