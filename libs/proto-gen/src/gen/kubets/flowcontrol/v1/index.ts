export * from './flow_schema';
export * from './flow_schemas_rpc';
export * from './priority_level_configuration';
export * from './priority_level_configurations_rpc';
