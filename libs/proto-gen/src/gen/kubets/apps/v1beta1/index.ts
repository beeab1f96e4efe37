export * from './controller_revision';
export * from './deployment';
export * from './scale';
export * from './stateful_set';
