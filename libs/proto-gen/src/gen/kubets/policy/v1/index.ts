export * from './eviction';
export * from './pod_disruption_budget';
export * from './pod_disruption_budgets_rpc';
