export * from './endpoint_slice';
export * from './endpoint_slices_rpc';
