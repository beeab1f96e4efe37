export * from './ingress';
export * from './ingress_class';
export * from './ip_address';
export * from './ip_addresses_rpc';
export * from './network_policy';
export * from './service_cidr';
export * from './service_cidrs_rpc';
