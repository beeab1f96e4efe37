export * from './flow_schema';
export * from './priority_level_configuration';
