export * from './eviction';
export * from './pod_disruption_budget';
