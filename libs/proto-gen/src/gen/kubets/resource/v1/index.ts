export * from './device_class';
export * from './device_taint_rule';
export * from './resource_claim';
export * from './resource_claim_template';
export * from './resource_slice';
