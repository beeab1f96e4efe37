export * from './priority_class';
