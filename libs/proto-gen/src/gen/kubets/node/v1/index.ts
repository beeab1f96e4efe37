export * from './runtime_class';
