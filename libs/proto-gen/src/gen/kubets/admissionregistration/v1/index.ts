export * from './mutating_admission_policy';
export * from './mutating_webhook_configurations_rpc';
export * from './validating_admission_policies_rpc';
export * from './validating_admission_policy';
export * from './validating_admission_policy_bindings_rpc';
export * from './validating_webhook_configurations_rpc';
export * from './webhook';
