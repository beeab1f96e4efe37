export * from './endpoint_slice';
