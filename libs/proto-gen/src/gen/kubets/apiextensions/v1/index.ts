export * from './conversion_review';
export * from './custom_resource_definition';
export * from './custom_resource_definitions_rpc';
export * from './json_schema';
