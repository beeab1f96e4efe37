export * from './cluster_role_bindings_rpc';
export * from './cluster_roles_rpc';
export * from './role';
export * from './role_binding';
export * from './role_bindings_rpc';
export * from './roles_rpc';
