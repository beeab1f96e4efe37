export * from './conversion_review';
export * from './custom_resource_definition';
export * from './json_schema';
