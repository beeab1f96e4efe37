export * from './priority_class';
export * from './priority_classes_rpc';
