export * from './runtime_class';
export * from './runtime_classes_rpc';
